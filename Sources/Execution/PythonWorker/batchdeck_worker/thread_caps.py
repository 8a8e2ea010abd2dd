"""How many threads numeric libraries use: one until workers are forked, their share afterwards.

A pool of threads does not survive a fork, so none may exist before it.
"""

import ctypes
import os
import sys

_OPENMP = "OMP_NUM_THREADS"

# Libraries by how their files' names begin; the variable that each reads when it loads; functions to call later, of
# which a build has one or more.
_LIBRARIES = (
    (
        ("libopenblas", "libscipy_openblas"),
        "OPENBLAS_NUM_THREADS",
        (
            "openblas_set_num_threads",
            "openblas_set_num_threads64_",
            "scipy_openblas_set_num_threads",
            "scipy_openblas_set_num_threads64_",
        ),
    ),
    (("libmkl_rt",), "MKL_NUM_THREADS", ("MKL_Set_Num_Threads",)),
    (("libblis",), "BLIS_NUM_THREADS", ("bli_thread_set_num_threads",)),
    (
        ("libgomp.", "libgomp-", "libiomp5.", "libiomp5-", "libomp.", "libomp-"),
        _OPENMP,
        ("omp_set_num_threads",),
    ),
)

# Modules that hold a number of their own, each with a set_num_threads().
_MODULES = (("torch", _OPENMP), ("numexpr", "NUMEXPR_NUM_THREADS"))

_VARIABLES = sorted({row[1] for row in _LIBRARIES} | {row[1] for row in _MODULES})


class HeldThreads:
    """Caps every library at one thread from its making until `release()`."""

    def __init__(self):
        self._before = {name: os.environ.get(name) for name in _VARIABLES}
        os.environ.update(dict.fromkeys(_VARIABLES, "1"))

    def release(self):
        """Puts the environment back, except what the script has set itself."""
        for name, value in self._before.items():
            if os.environ.get(name) != "1":
                continue
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def thread_setters():
    """(variable, function) for what sets the number of threads in the libraries loaded now."""
    setters = []
    for path in _mapped_files():
        for beginnings, variable, names in _LIBRARIES:
            if os.path.basename(path).startswith(beginnings):
                setters += [(variable, function) for function in _functions(path, names)]
    for name, variable in _MODULES:
        function = getattr(sys.modules.get(name), "set_num_threads", None)
        if function is not None:
            setters.append((variable, function))
    return setters


def apply_environment(setters):
    """Calls the functions with what the environment says, or with all cores where it is silent."""
    for variable, function in setters:
        function(_wanted(variable))


def _wanted(variable):
    text = os.environ.get(variable) or os.environ.get(_OPENMP) or ""
    # OpenMP takes a list, one number for each level of nesting.
    first = text.split(",")[0].strip()
    return int(first) if first.isdigit() and int(first) else len(os.sched_getaffinity(0))


def _mapped_files():
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        fields = [line.rstrip("\n").split(None, 5) for line in maps]
    return sorted({line[5] for line in fields if len(line) == 6 and line[5].startswith("/")})


def _functions(path, names):
    try:
        library = ctypes.CDLL(path)
    except OSError:
        # Replaced on disk since it was loaded.
        return
    for name in names:
        function = getattr(library, name, None)
        if function is not None:
            yield function
