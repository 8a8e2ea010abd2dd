"""The scoring script: importing it and holding it to the contract of init(), run(), shutdown()."""

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader

from .failures import ScriptFault
from .mini_batch import MiniBatchContext
from .standard_modules import PROTECTED

# The most names listed when a function is missing.
_NAMES_SHOWN = 8

_Function = type(lambda: None)

# In a code object's flags (inspect.CO_VARARGS).
_TAKES_MORE = 4


def import_script(path, code_folder):
    """Imports the scoring script as a module under its own name and gives the module.

    Its code folder, then its own folder, come first on `sys.path`.
    """
    folder = os.path.dirname(path)
    sys.path.insert(0, code_folder)
    if folder != code_folder:
        sys.path.insert(1, folder)
    name = _module_name(path)
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path)
    spec.has_location = True
    # As importlib.util.module_from_spec, which takes milliseconds to load.
    module = type(sys)(name)
    module.__spec__ = spec
    module.__loader__ = loader
    module.__package__ = spec.parent
    module.__file__ = path
    module.__cached__ = spec.cached
    # Registered first, as by `import`: pickle and dataclasses find a class's module there.
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def _module_name(path):
    stem = os.path.splitext(os.path.basename(path))[0]
    # A script called json.py must not take the place of the json that libraries import.
    is_taken = stem in sys.modules or stem in PROTECTED
    return "scoring_script_" + stem if is_taken else stem


class ScoringScript:
    """An imported script whose functions are present and callable as the contract says."""

    def __init__(self, module):
        self.init = _function(module, "init", "init()")
        self._run = _function(module, "run", "run(mini_batch)")
        self.shutdown = _optional_function(module, "shutdown")
        # Ours, not Azure's: called in each worker that is forked after init().
        self.after_fork = _optional_function(module, "after_fork")
        _check_init(self.init)
        self._wants_context = _wants_context(self._run)

    def run(self, mini_batch, index):
        """What the script's run() returns for the mini-batch."""
        if self._wants_context:
            return self._run(mini_batch, MiniBatchContext(index))
        return self._run(mini_batch)


def _function(module, name, usage):
    missing = object()
    value = getattr(module, name, missing)
    if callable(value):
        return value
    script = os.path.basename(module.__file__)
    if value is not missing:
        raise ScriptFault(
            "contract",
            f"{script}: {name} is of type {type(value).__name__}; it must be a function, {usage}.",
        )
    defined = [
        key
        for key, value in vars(module).items()
        if isinstance(value, _Function) and value.__module__ == module.__name__
    ]
    names = ", ".join(defined[:_NAMES_SHOWN]) + (", …" if len(defined) > _NAMES_SHOWN else "")
    there = f"it defines {names}" if defined else "it defines no function"
    near = _nearest(name, defined)
    hint = f" Did you mean {near}?" if near else ""
    raise ScriptFault("contract", f"{script} has no {usage}; {there}.{hint}")


def _optional_function(module, name):
    value = getattr(module, name, None)
    return value if callable(value) else None


def _nearest(name, candidates):
    import difflib

    by_lower_case = {candidate.lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name, by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[found[0]] if found else None


def _check_init(init):
    shape = _shape(init)
    if shape is not None and (shape.required or shape.required_keywords):
        required = ", ".join((*shape.required, *shape.required_keywords))
        raise ScriptFault(
            "contract", f"init() requires {required}; it is called without arguments."
        )


def _wants_context(run):
    """Whether run() takes the mini-batch's context as its second argument.

    A second parameter with a default takes it only when its name says so: `debug=False` is not one.
    """
    shape = _shape(run)
    if shape is None:
        return False
    if not shape.positional and not shape.takes_more:
        raise _run_fault("takes no positional argument")
    if len(shape.required) > 2:
        raise _run_fault(f"requires {len(shape.required)} arguments")
    if shape.required_keywords:
        raise _run_fault(f"requires the keyword argument {shape.required_keywords[0]}")
    names = shape.positional
    return len(shape.required) == 2 or (len(names) > 1 and "context" in names[1])


def _run_fault(what):
    return ScriptFault(
        "contract",
        f"run() {what}; it must be run(mini_batch) or run(mini_batch, mini_batch_context).",
    )


class _Shape:
    """The names of a callable's parameters, and whether it takes more by position."""

    def __init__(self, positional, required, required_keywords, takes_more):
        self.positional = positional
        self.required = required
        self.required_keywords = required_keywords
        self.takes_more = takes_more


def _shape(function):
    """None for a callable that has no signature, as in extension modules."""
    # What inspect would say of an undecorated function, without the 10 ms that it takes to load.
    if type(function) is _Function and not vars(function):
        code = function.__code__
        positional = code.co_varnames[: code.co_argcount]
        keywords = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
        return _Shape(
            positional,
            positional[: len(positional) - len(function.__defaults__ or ())],
            [name for name in keywords if name not in (function.__kwdefaults__ or {})],
            bool(code.co_flags & _TAKES_MORE),
        )
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return _Shape(
        [p.name for p in positional],
        [p.name for p in positional if p.default is p.empty],
        [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty],
        any(p.kind is p.VAR_POSITIONAL for p in parameters),
    )
