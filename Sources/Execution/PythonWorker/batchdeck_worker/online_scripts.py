"""What gives away a scoring script that is written for an online endpoint."""

import ast

_REQUEST_DECORATORS = {"input_schema", "output_schema", "rawhttp"}
_REQUEST_NAMES = {"raw_data", "raw_request", "request"}
_REQUEST_MODULES = {"inference_schema", "azureml.contrib.services"}

_BATCH_SHAPE = (
    "that makes it a script for an online endpoint. A batch scoring script defines run(mini_batch),"
    " which is called with a list of file paths and returns an item for each."
)


def online_problem(tree):
    """A message and run()'s definition, if that is written for requests; else None."""
    runs = [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == "run"
    ]
    if not runs:
        return None
    sign = _sign(runs[-1], tree)
    return None if sign is None else ("%s; %s" % (sign, _BATCH_SHAPE), runs[-1])


def _sign(run, tree):
    for decorator in run.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = _last_name(target)
        if name in _REQUEST_DECORATORS:
            return "run() is decorated with @%s" % name
    parameters = run.args.posonlyargs + run.args.args
    if not parameters:
        return None
    first = parameters[0].arg
    if _parses_as_json(run, first):
        return "run(%s) parses its argument as JSON" % first
    # The rest are mere names, which a script for files may have as well.
    if _goes_through(run, first):
        return None
    if first in _REQUEST_NAMES:
        return "run(%s) takes one request" % first
    for module in _imported_modules(tree):
        if any(module == known or module.startswith(known + ".") for known in _REQUEST_MODULES):
            return "the script imports %s" % module
    return None


def _parses_as_json(run, name):
    """Whether the function calls json.loads(name), under any name of the module."""
    for node in ast.walk(run):
        if isinstance(node, ast.Call) and node.args and _is_name(node.args[0], name):
            if _last_name(node.func) == "loads":
                return True
    return False


def _goes_through(run, name):
    """Whether the function takes the argument for a list: loops over it or measures it."""
    for node in ast.walk(run):
        if isinstance(node, (ast.For, ast.comprehension)):
            if any(_is_name(child, name) for child in ast.walk(node.iter)):
                return True
        elif isinstance(node, ast.Call) and _last_name(node.func) in ("len", "list", "map"):
            if any(_is_name(argument, name) for argument in node.args):
                return True
    return False


def _last_name(node):
    """`c` of `a.b.c` and of `c`."""
    return getattr(node, "attr", getattr(node, "id", None))


def _is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _imported_modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
