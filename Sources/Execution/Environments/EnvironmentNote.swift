/// What of a request is not honoured to the letter: facts; `description` has the words, one line each.
package enum EnvironmentNote: Sendable, Equatable {
  case imageUnused(String)
  /// The same minor version is used in place of the release asked for.
  case pythonRelease(asked: String, used: String)
  case pythonNamed(asked: String, used: String, path: String)
  /// uv downloads the interpreter.
  case pythonFetched(String)
  /// Conda packages that pip installs under the same name.
  case fromPyPI([String])
  case renamed(conda: String, pip: String)
  case leftOut([String])
  /// Versions that pip cannot be told.
  case anyVersion(String)
  case anyBuild(String)
  /// A package file for conda.
  case packageFile(String)
  /// Pip is used because uv does not know this option of a requirements file.
  case pipForOption(String)
}

extension EnvironmentNote: CustomStringConvertible {
  package var description: String {
    switch self {
    case .imageUnused(let image):
      "The container image \(image) is not run here; the conda file alone makes the environment."
    case .pythonRelease(let asked, let used):
      "\(asked) is asked for; Python \(used) is used, which is the same minor version."
    case .pythonNamed(let asked, let used, let path):
      "\(asked) is asked for; Python \(used) is used, because \(path) was named."
    case .pythonFetched(let version):
      "Python \(version) is not on this machine; uv downloads it."
    case .fromPyPI(let names):
      "There is no conda or micromamba here; pip installs \(names.joined(separator: ", ")) "
        + "from PyPI under the same name."
    case .renamed(let conda, let pip):
      "There is no conda or micromamba here; pip installs \(pip) from PyPI for conda's \(conda)."
    case .leftOut(let names):
      "There is no conda or micromamba here; left out, because PyPI has nothing like it: "
        + names.joined(separator: ", ") + "."
    case .anyVersion(let specification):
      "\(specification): pip cannot be told these versions; it installs the newest that fits."
    case .anyBuild(let specification):
      "\(specification): pip knows no build strings; any build of this version will do."
    case .packageFile(let text):
      "\(text): a conda package file needs conda or micromamba; it is left out."
    case .pipForOption(let option):
      "uv does not know the option \(option) of a requirements file; pip installs instead."
    }
  }
}
