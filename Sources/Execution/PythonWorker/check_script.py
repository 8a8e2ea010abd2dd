"""Says whether a file can be a batch scoring script, without running it.

Usage: check_script.py SCRIPT CODE_FOLDER. Prints one JSON object: `executable` and `version` of the
interpreter, and `problem`: null, or `line`, `column`, `message`, and `names_file`, whether the message
begins with the file that it is about, which is not the script.
"""

import ast
import json
import os
import sys

from batchdeck_worker.failures import ScriptFault
from batchdeck_worker.online_scripts import online_problem
from batchdeck_worker.rows import read_frame_options, settings_path

# What DataFrame.to_csv has taken for years. Of others pandas is asked, which takes long to load.
_TO_CSV = frozenset(
    """
    sep na_rep float_format columns header index index_label mode encoding compression quoting
    quotechar lineterminator chunksize date_format doublequote escapechar decimal errors
    """.split()
)


def top_level_names(body):
    """The names that importing a module with this body may bind; None if anything is possible."""
    names = {}
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names[node.name] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                if alias.name == "*":
                    return None
                names[(alias.asname or alias.name).split(".")[0]] = node
        else:
            for child in ast.walk(node):
                if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                    names[child.id] = node
                elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    names[child.name] = child
                elif isinstance(child, (ast.Import, ast.ImportFrom)):
                    inner = top_level_names([child])
                    if inner is None:
                        return None
                    names.update(inner)
                elif isinstance(child, ast.Call) and getattr(child.func, "id", "") in (
                    "exec",
                    "globals",
                    "setattr",
                ):
                    return None
    return names


def problem(path):
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read(), path)
    except SyntaxError as error:
        message = "%s." % (error.msg or "the script is not Python").rstrip(".")
        return found(message, error.lineno, error.offset)
    except ValueError as error:
        return found("the script is not Python: %s." % error)
    except OSError as error:
        return found("the script cannot be read: %s." % error.strerror)
    online = online_problem(tree)
    if online is not None:
        message, run = online
        return found(message, run.lineno, run.col_offset + 1)
    return missing_problem(tree)


def missing_problem(tree):
    """What keeps init() and run() from being called, if anything."""
    names = top_level_names(tree.body)
    if names is None:
        return None
    for name, shape, use in (
        ("init", "init()", "is called once in each worker"),
        ("run", "run(mini_batch)", "is called with a list of file paths"),
    ):
        if name not in names:
            owner = class_with_method(tree.body, name)
            if owner is not None:
                return found(
                    "%s() is a method of class %s; a batch scoring script needs %s as a function"
                    " of the module, which %s." % (name, owner.name, shape, use),
                    owner.lineno,
                    owner.col_offset + 1,
                )
            return found(
                "the script defines no %s(); a batch scoring script needs %s, which %s."
                % (name, shape, use)
            )
        if isinstance(names[name], ast.AsyncFunctionDef):
            return found(
                "%s is an async function; a batch scoring script needs a plain one." % name,
                names[name].lineno,
                names[name].col_offset + 1,
            )
    return None


def settings_problem(folders):
    """What is wrong with the file that tells how DataFrames become rows, if anything."""
    try:
        options = read_frame_options(folders)
    except ScriptFault as fault:
        return {**found(str(fault)), "names_file": True}
    unknown = unknown_options(options)
    if not unknown:
        return None
    message = "%s: DataFrame.to_csv takes no %s." % (settings_path(folders), ", ".join(unknown))
    return {**found(message), "names_file": True}


def unknown_options(options):
    names = sorted(set(options) - _TO_CSV)
    if not names:
        return []
    try:
        from inspect import signature

        from pandas import DataFrame

        taken = signature(DataFrame.to_csv).parameters
    except (ImportError, TypeError, ValueError):
        # A worker finds out, if there are DataFrames at all.
        return []
    return [name for name in names if name not in taken]


def class_with_method(body, name):
    for node in body:
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    if member.name == name:
                        return node
    return None


def found(message, line=None, column=None):
    return {"line": line, "column": column, "message": message}


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "executable": sys.executable,
                "version": "%d.%d.%d" % sys.version_info[:3],
                "problem": problem(sys.argv[1])
                or settings_problem([os.path.dirname(sys.argv[1]), sys.argv[2]]),
            }
        )
    )
