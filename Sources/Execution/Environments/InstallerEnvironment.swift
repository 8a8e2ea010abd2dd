/// The environment variables that installers run with.
enum InstallerEnvironment {
  /// The operator's own, without what would lead an installer to another place.
  static func variables(from own: [String: String]) -> [String: String] {
    var variables = own
    for name in [
      "CONDA_PREFIX", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_ROOT", "PIP_TARGET",
      "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "UV_PYTHON", "UV_SYSTEM_PYTHON", "VIRTUAL_ENV",
    ] {
      variables[name] = nil
    }
    variables["NO_COLOR"] = "1"
    variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    variables["PIP_NO_INPUT"] = "1"
    variables["PIP_PROGRESS_BAR"] = "off"
    variables["PIP_ROOT_USER_ACTION"] = "ignore"
    // Against `user = true` in pip's configuration file.
    variables["PIP_USER"] = "0"
    variables["PYTHONIOENCODING"] = "utf-8"
    variables["PYTHONNOUSERSITE"] = "1"
    variables["PYTHONUNBUFFERED"] = "1"
    translateIndexes(&variables)
    return variables
  }

  /// uv does not read pip's variables; an operator who has set them means every installer.
  private static func translateIndexes(_ variables: inout [String: String]) {
    func translate(
      _ pip: String, _ uv: String, unless others: [String] = [], spaces: String = " "
    ) {
      guard let value = variables[pip], !value.isEmpty,
        ([uv] + others).allSatisfy({ variables[$0] == nil })
      else { return }
      variables[uv] = value.split(separator: " ").joined(separator: spaces)
    }
    translate("PIP_INDEX_URL", "UV_DEFAULT_INDEX", unless: ["UV_INDEX_URL"])
    translate("PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", unless: ["UV_INDEX"])
    translate("PIP_FIND_LINKS", "UV_FIND_LINKS", spaces: ",")
    translate("PIP_NO_INDEX", "UV_NO_INDEX")
    translate("PIP_CERT", "SSL_CERT_FILE")
  }
}
