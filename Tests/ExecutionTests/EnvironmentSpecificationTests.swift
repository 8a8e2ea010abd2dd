import Testing

@testable import Execution

@Suite("Conda specifications") struct EnvironmentSpecificationTests {
  struct PipRow: CustomTestStringConvertible {
    var text: String
    var name: String
    /// Nil where pip has no words for it.
    var versions: String?
    var testDescription: String { text }

    init(_ text: String, _ name: String, _ versions: String?) {
      (self.text, self.name, self.versions) = (text, name, versions)
    }
  }

  @Test(
    "a specification is told to pip in its own words",
    arguments: [
      PipRow("numpy", "numpy", ""),
      PipRow("NumPy *", "numpy", ""),
      PipRow("numpy=1.2", "numpy", "==1.2.*"),
      PipRow("numpy = 1.2", "numpy", "==1.2.*"),
      PipRow("numpy=1.2.*", "numpy", "==1.2.*"),
      PipRow("numpy==1.2.*", "numpy", "==1.2.*"),
      PipRow("numpy==1.2.3", "numpy", "==1.2.3"),
      PipRow("numpy 1.2.3", "numpy", "==1.2.3"),
      PipRow("numpy 1.2.*", "numpy", "==1.2.*"),
      PipRow("numpy=1.2.3=py310_0", "numpy", "==1.2.3.*"),
      PipRow("numpy 1.2.3 py310_0", "numpy", "==1.2.3"),
      PipRow("numpy=2.0rc1", "numpy", "==2.0rc1"),
      PipRow("numpy>=1.2,<2", "numpy", ">=1.2,<2"),
      PipRow("numpy >=1.2, <2.0", "numpy", ">=1.2,<2.0"),
      PipRow("numpy>=1.2.*", "numpy", ">=1.2"),
      PipRow("numpy~=1.2", "numpy", "~=1.2"),
      PipRow("numpy!=1.2.*", "numpy", "!=1.2.*"),
      PipRow("numpy!=1.2.1", "numpy", "!=1.2.1"),
      PipRow("conda-forge::scikit-learn=1.6", "scikit-learn", "==1.6.*"),
      PipRow("conda-forge/linux-64::ruamel.yaml", "ruamel.yaml", ""),
      PipRow("numpy[version='>=1.2,<2']", "numpy", ">=1.2,<2"),
      PipRow("numpy[channel=conda-forge]", "numpy", ""),
      PipRow("numpy=1.2|1.3", "numpy", nil),
      PipRow("numpy=^1.2", "numpy", nil),
      PipRow("numpy>=", "numpy", nil),
      PipRow("pip<=23.0.1", "pip", "<=23.0.1"),
    ])
  func pip(row: PipRow) throws {
    let specification = try #require(CondaSpecification(row.text))
    #expect(specification.name == row.name)
    #expect(specification.pipVersions == row.versions)
  }

  @Test(
    "a package file is no specification",
    arguments: [
      "https://host/noarch/six-1.16.0.conda", "./six-1.16.0.tar.bz2", "six-1.16.0.conda", "", "=1",
    ])
  func packageFile(text: String) {
    #expect(CondaSpecification(text) == nil)
  }

  struct VersionRow: CustomTestStringConvertible {
    var text: String
    var version: String
    var isAdmitted: Bool
    var isAdmittedByMinor: Bool
    var testDescription: String { "\(text) and \(version)" }

    init(_ text: String, _ version: String, _ isAdmitted: Bool, _ isAdmittedByMinor: Bool) {
      (self.text, self.version) = (text, version)
      (self.isAdmitted, self.isAdmittedByMinor) = (isAdmitted, isAdmittedByMinor)
    }
  }

  @Test(
    "a Python fits by its release, or by its minor version",
    arguments: [
      VersionRow("python", "3.13.0", true, true),
      VersionRow("python=3.11", "3.11.7", true, true),
      VersionRow("python=3.11", "3.1.1", false, false),
      VersionRow("python=3.1", "3.11.7", false, false),
      VersionRow("python=3", "3.11.7", true, true),
      VersionRow("python=3.11.2", "3.11.2", true, true),
      VersionRow("python=3.11.2", "3.11.7", false, true),
      VersionRow("python==3.11", "3.11.7", false, true),
      VersionRow("python 3.11.*", "3.11.7", true, true),
      VersionRow("python=3.8.5=h12_0", "3.8.18", false, true),
      VersionRow("python>=3.8,<3.12", "3.11.7", true, true),
      VersionRow("python>=3.8,<3.12", "3.12.0", false, false),
      VersionRow("python>=3.8,<3.12", "3.7.16", false, false),
      VersionRow("python<=3.11", "3.11.7", false, false),
      VersionRow("python~=3.9", "3.12.1", true, true),
      VersionRow("python~=3.9.1", "3.12.1", false, false),
      VersionRow("python>3.11.7", "3.11.7", false, false),
      VersionRow("python!=3.11.*", "3.11.7", false, false),
      VersionRow("python=3.9|3.11", "3.11.7", false, true),
      VersionRow("python=3.9|3.11.*", "3.11.7", true, true),
      VersionRow("python=3.9|3.10", "3.11.7", false, false),
    ])
  func versions(row: VersionRow) throws {
    let specification = try #require(CondaSpecification(row.text))
    #expect(specification.admits(row.version) == row.isAdmitted)
    #expect(specification.widenedToMinor.admits(row.version) == row.isAdmittedByMinor)
  }

  @Test(
    "a pinned minor version is known",
    arguments: zip(
      ["python=3.11.2", "python 3.9", "python=3", "python", "python>=3.8", "python=3.9|3.10"],
      ["3.11", "3.9", nil, nil, nil, nil]))
  func pinnedMinor(text: String, minor: String?) throws {
    #expect(try #require(CondaSpecification(text)).pinnedMinor == minor)
  }
}
