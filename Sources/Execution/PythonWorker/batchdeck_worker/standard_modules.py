"""Modules of the standard library that a worker loads late or not at all.

Loading them before the script would take longer than all else that a worker does at its start.
"""

import os
import sys
from importlib.machinery import PathFinder

# What the script's folders must not hide, from us nor from the script's libraries.
PROTECTED = frozenset(
    """
    ast atexit collections contextlib copyreg difflib dis enum functools heapq importlib inspect
    ipaddress json keyword linecache logging opcode operator re reprlib signal string struct textwrap
    threading token tokenize traceback types urllib warnings weakref
    """.split()
)

# What those are made of.
_PRIVATE = ("_", "sre_")


def follow_standard_modules(name, then):
    """Finds the protected modules in the library, whatever becomes of `sys.path` later.

    Calls `then` when the one called `name` is loaded, and at once if it is.
    """
    if name in sys.modules:
        then()
    sys.meta_path.insert(0, _Finder(name, then))


class _Finder:
    def __init__(self, name, then):
        library = os.path.dirname(os.__file__)
        self._folders = [library, os.path.join(library, "lib-dynload")]
        self._name = name
        self._then = then

    def find_spec(self, name, path=None, target=None):
        if name not in PROTECTED and not name.startswith(_PRIVATE) or path is not None:
            return None
        spec = PathFinder.find_spec(name, self._folders)
        if name == self._name and spec is not None and name not in sys.modules:
            spec.loader = _Loader(spec.loader, self._then)
        return spec


class _Loader:
    """Another loader, which takes the module over when it is loaded."""

    def __init__(self, loader, then):
        self._loader = loader
        self._then = then

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then()
