import Testing

@testable import BatchEndpoints

@Suite struct CondaFileTests {
  private func conda(_ text: String) throws -> LoadedManifest<CondaFile> {
    try CondaFile.parse(text, file: "conda.yml", folder: "/srv")
  }

  private func remarks(_ text: String) -> [String] {
    do {
      return try conda(text).warnings.map(\.description)
    } catch {
      return (error as? ManifestError)?.diagnostics.map(\.description) ?? ["\(error)"]
    }
  }

  @Test("a conda file with every key gives the whole value")
  func everything() throws {
    let text = """
      name: digits-env
      channels:
        - conda-forge
        - defaults
      dependencies:
        - python=3.10.14
        - pip<25
        - conda-forge::pillow
        - pip:
          - numpy==2.0.1
          - -r requirements.txt
          - --requirement=more/requirements.txt
          - -e .
          - torch @ https://host/torch.whl
      variables:
        OMP_NUM_THREADS: 1
      platforms: [linux-64]
      prefix: /opt/conda/envs/digits
      """
    let manifest = try conda(text)
    var expected = CondaFile()
    expected.name = "digits-env"
    expected.channels = ["conda-forge", "defaults"]
    expected.packages = ["python=3.10.14", "pip<25", "conda-forge::pillow"]
    expected.pip = [
      "numpy==2.0.1", "-r requirements.txt", "--requirement=more/requirements.txt", "-e .",
      "torch @ https://host/torch.whl",
    ]
    expected.variables = ["OMP_NUM_THREADS": "1"]
    expected.platforms = ["linux-64"]
    expected.prefix = "/opt/conda/envs/digits"
    #expect(manifest.value == expected)
    #expect(manifest.warnings == [])
    #expect(manifest.value.pythonVersion == "3.10.14")
    #expect(
      manifest.value.requirementsFiles == ["requirements.txt", "more/requirements.txt"])
  }

  @Test(
    "the Python version is told when it is pinned",
    arguments: zip(
      [
        "python=3.10", "python==3.8.5", "python 3.9", "python=3.10.*", "conda-forge::python=3.12",
        "python = 3.11", "python=3.8.5=h12_0", "python", "python>=3.8", "python<4", "ipython=8",
        "python-dateutil=2.8", "python>=3.8,<3.12",
      ],
      [
        "3.10", "3.8.5", "3.9", "3.10", "3.12", "3.11", "3.8.5", nil, nil, nil, nil, nil, nil,
      ]))
  func pythonVersion(spec: String, version: String?) throws {
    #expect(try conda("dependencies: ['\(spec)']\n").value.pythonVersion == version)
  }

  @Test(
    "an illegal conda file says what it must be",
    arguments: [
      Sample("dependencies: numpy", "1:15: dependencies is \"numpy\"; it must be a list."),
      Sample(
        "dependencies: {pip: [a]}", "1:15: dependencies is a map; it must be a list."),
      Sample(
        "dependencies: [pip: a]", "1:21: pip is \"a\"; it must be a list."),
      Sample("dependencies: [[a]]", "1:16: dependencies is a list; it must be text."),
      Sample("dependencies: [a, ~]", "1:19: dependencies is empty; it must be text."),
      Sample(
        "dependencies: [{pip: [a], pip2: [b]}]",
        "1:27: warning: unknown key \"pip2\" in dependencies; did you mean \"pip\"?"),
      Sample("channels: conda-forge", "1:11: channels is \"conda-forge\"; it must be a list."),
      Sample(
        "dependancies: [a]",
        "1:1: warning: unknown key \"dependancies\"; did you mean \"dependencies\"?"),
      Sample("name: [a]", "1:7: name is a list; it must be text."),
    ])
  func illegal(sample: Sample) {
    #expect(remarks(sample.text + "\n") == sample.expected.map { "conda.yml:\($0)" })
  }
}
