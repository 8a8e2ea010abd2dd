/// The programs that make environments, where this machine has them.
struct EnvironmentTools: Sendable, Equatable {
  /// Faster than pip, and it can fetch interpreters.
  var uv: String?
  /// micromamba, mamba or conda: they share the syntax of `create`.
  var conda: String?

  init(uv: String? = nil, conda: String? = nil) {
    self.uv = uv
    self.conda = conda
  }

  init(environment: [String: String]) {
    let programs = Programs(environment: environment)
    uv = programs.find("uv")
    // An initialised shell has conda as a function, and its file in a variable.
    conda =
      ["micromamba", "mamba", "conda"].lazy.compactMap(programs.find).first
      ?? ["MAMBA_EXE", "CONDA_EXE"].lazy.compactMap { environment[$0] }
      .first(where: Programs.isProgram)
  }
}
