"""The scoring script: importing it and holding it to the contract of init(), run(), shutdown()."""

import difflib
import importlib.machinery
import importlib.util
import inspect
import os
import sys

from .failures import ScriptFault
from .mini_batch import MiniBatchContext

# The most names listed when a function is missing.
_NAMES_SHOWN = 8


def import_script(path, code_folder):
    """Imports the scoring script as a module under its own name and gives the module.

    Its code folder, then its own folder, come first on `sys.path`.
    """
    folder = os.path.dirname(path)
    sys.path.insert(0, code_folder)
    if folder != code_folder:
        sys.path.insert(1, folder)
    name = _module_name(path)
    loader = importlib.machinery.SourceFileLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    module = importlib.util.module_from_spec(spec)
    # Registered first, as by `import`: pickle and dataclasses find a class's module there.
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def _module_name(path):
    stem = os.path.splitext(os.path.basename(path))[0]
    # A script called json.py must not take the place of the json that libraries import.
    return stem if stem not in sys.modules else "scoring_script_" + stem


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
        if inspect.isfunction(value) and value.__module__ == module.__name__
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
    by_lower_case = {candidate.lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name, by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[found[0]] if found else None


def _check_init(init):
    required = [
        parameter.name
        for parameter in _parameters(init) or []
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if required:
        raise ScriptFault(
            "contract", f"init() requires {', '.join(required)}; it is called without arguments."
        )


def _wants_context(run):
    """Whether run() takes the mini-batch's context as its second argument.

    A second parameter with a default takes it only when its name says so: `debug=False` is not one.
    """
    parameters = _parameters(run)
    if parameters is None:
        return False
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in positional if p.default is p.empty]
    keywords = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if not positional and not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        raise _run_fault("takes no positional argument")
    if len(required) > 2:
        raise _run_fault(f"requires {len(required)} arguments")
    if keywords:
        raise _run_fault(f"requires the keyword argument {keywords[0]}")
    return len(required) == 2 or (len(positional) > 1 and "context" in positional[1].name)


def _run_fault(what):
    return ScriptFault(
        "contract",
        f"run() {what}; it must be run(mini_batch) or run(mini_batch, mini_batch_context).",
    )


def _parameters(function):
    """The parameters of a callable; None for one that has no signature, as in extension modules."""
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
