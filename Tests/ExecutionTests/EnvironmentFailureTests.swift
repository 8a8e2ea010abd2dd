import Testing

@testable import Execution

/// The outputs are those of pip 23.2 and uv 0.13, cut to what counts; conda's is written in the form of its
/// messages, because none could be run.
@Suite("Why a build fails") struct EnvironmentFailureTests {
  struct Row: CustomTestStringConvertible {
    var output: String
    var message: String
    var testDescription: String { message }

    init(_ output: String, _ message: String) {
      (self.output, self.message) = (output, message)
    }
  }

  @Test(
    "the cause is one line",
    arguments: [
      Row(
        """
        ERROR: Could not find a version that satisfies the requirement six==9 (from versions: \
        0.9.0, 1.15.0, 1.16.0, 1.17.0)
        ERROR: No matching distribution found for six==9
        """,
        "No matching distribution found for six==9 (the newest are 1.15.0, 1.16.0, 1.17.0)."),
      Row(
        """
        ERROR: Could not find a version that satisfies the requirement gdal (from versions: none)
        ERROR: No matching distribution found for gdal
        """,
        "No matching distribution found for gdal. The conda file asks conda for it; "
          + "put micromamba or conda on PATH."),
      Row(
        """
        Looking in indexes: http://127.0.0.1:9/simple
        WARNING: Retrying (Retry(total=1, connect=None, read=None, redirect=None, status=None)) \
        after connection broken by 'NewConnectionError': /simple/six/
        WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) \
        after connection broken by 'NewConnectionError': /simple/six/
        ERROR: Could not find a version that satisfies the requirement six (from versions: none)
        ERROR: No matching distribution found for six
        """,
        "127.0.0.1:9 cannot be reached; is the network up?"),
      Row(
        """
        WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) \
        after connection broken by 'ReadTimeoutError': /simple/six/
        ERROR: No matching distribution found for six==9 (from other==1)
        """,
        "No matching distribution found for six==9."),
      Row(
        """
        ERROR: Invalid requirement: 'foo=1' (from line 1 of r2.txt)
        Hint: = is not a valid operator. Did you mean == ?
        """,
        "foo=1 is no requirement that pip can read."),
      Row(
        """
        ERROR: Cannot install -r /srv/r.txt (line 2) and urllib3<1.20 because these package versions \
        have conflicting dependencies.

        The conflict is caused by:
            The user requested urllib3<1.20
        ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/
        """,
        "Cannot install requests==2.31.0 and urllib3<1.20 because these package versions have "
          + "conflicting dependencies."),
      Row(
        """
        Processing ./bad
          Preparing metadata (pyproject.toml): finished with status 'error'
          error: subprocess-exited-with-error
          note: This error originates from a subprocess, and is likely not a problem with pip.
        error: metadata-generation-failed
        """,
        "./bad has no wheel for this Python and building it from source ended in an error."),
      Row(
        """
          error: subprocess-exited-with-error
          ERROR: Failed building wheel for numpy
        ERROR: Could not build wheels for numpy, which is required to install pyproject.toml-based \
        projects
        """,
        "numpy has no wheel for this Python and building it from source ended in an error."),
      Row(
        "ERROR: Package 'a' requires a different Python: 3.11.7 not in '>=3.12'",
        "Package 'a' requires a different Python: 3.11.7 not in '>=3.12'"),
      Row(
        """
        ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device
        """, "There is no space left on the disk."),
      Row(
        """
        Using Python 3.11.7 environment at: v2
        error: No solution found when resolving dependencies
          cause: Because there is no version of six==9 and you require six==9, we can conclude that \
        your requirements are unsatisfiable.
        """, "No matching distribution found for six==9."),
      Row(
        """
          × No solution found when resolving dependencies:
          ╰─▶ Because gdal was not found in the package registry and you require
              gdal, we can conclude that your requirements are unsatisfiable.
        """,
        "No matching distribution found for gdal. The conda file asks conda for it; "
          + "put micromamba or conda on PATH."),
      Row(
        """
        error: No solution found when resolving dependencies
          cause: Because requests==2.31.0 depends on urllib3>=1.21.1,<3, we stop.
                 And because you require urllib3<1.20, it is unsatisfiable.

        hint: a hint
        """,
        "Because requests==2.31.0 depends on urllib3>=1.21.1,<3, we stop. And because you require "
          + "urllib3<1.20, it is unsatisfiable."),
      Row(
        """
        error: Failed to fetch: https://nosuchhost.invalid/simple/six/
          cause: error sending request for url (https://nosuchhost.invalid/simple/six/)
          cause: client error (Connect)
          cause: dns error
        """, "nosuchhost.invalid cannot be reached; is the network up?"),
      Row(
        """
        error: Couldn't parse requirement in `r2.txt` at position 0
          cause: no such comparison operator "=", must be one of ~= == != <= >= < > ===
                 foo=1
                    ^^
        """, "foo=1 is no requirement that pip can read."),
      Row(
        """
        error: Failed to build `badpkg @ file:///srv/bad`
          cause: The build backend returned an error
        """, "badpkg has no wheel for this Python and building it from source ended in an error."),
      Row(
        """
        error: Failed to build `gdal==3.13.3`
          cause: The build backend returned an error
        """,
        "gdal==3.13.3 has no wheel for this Python and building it from source ended in an error. "
          + "The conda file asks conda for it; put micromamba or conda on PATH."),
      Row(
        """
        PackagesNotFoundError: The following packages are not available from current channels:

          - numpy=99
        """,
        "PackagesNotFoundError: The following packages are not available from current channels: "
          + "- numpy=99"),
      Row(
        """
        error    libmamba Could not solve for environment specs
            The following package could not be installed
            └─ numpy 99**  does not exist (perhaps a typo or a missing channel).
        critical libmamba Could not solve for environment specs
        """,
        "error    libmamba Could not solve for environment specs "
          + "The following package could not be installed "
          + "numpy 99**  does not exist (perhaps a typo or a missing channel)."),
      Row(
        """
        Traceback (most recent call last):
        ERROR: Exception: something new
        """, "pip ended with exit code 2: ERROR: Exception: something new"),
      Row("Segmentation fault\n", "pip ended with exit code 2: Segmentation fault"),
      Row("", "pip ended with exit code 2: it printed nothing."),
    ])
  func cause(row: Row) {
    let lines = row.output.split(separator: "\n").map(String.init)
    let failure = BuildFailure(
      program: "pip", exitCode: 2, output: lines, requirements: ["gdal", "requests==2.31.0"],
      fromConda: ["gdal"])
    #expect(failure.description == row.message)
  }
}
