/// An interpreter on this machine, as it describes itself.
package struct FoundPython: Sendable, Equatable, Decodable {
  /// The interpreter behind any virtual environment or version manager's shim.
  package var path: String
  /// Such as `3.11.7`.
  package var version: String
  /// Implementation and minor version: `cpython-311`.
  package var tag: String
  /// `linux-x86_64`.
  package var platform: String
  /// Debian keeps ensurepip, which puts pip into an environment, in a package of its own.
  package var hasEnsurepip: Bool

  /// Prints the above as JSON; fails on Python 2.
  static let question = """
    import importlib.util, json, sys, sysconfig
    print(json.dumps({
      "path": getattr(sys, "_base_executable", None) or sys.executable,
      "version": "%d.%d.%d" % sys.version_info[:3],
      "tag": sys.implementation.cache_tag or sys.implementation.name,
      "platform": sysconfig.get_platform(),
      "hasEnsurepip": all(importlib.util.find_spec(m) for m in ("venv", "ensurepip")),
    }))
    """
}
