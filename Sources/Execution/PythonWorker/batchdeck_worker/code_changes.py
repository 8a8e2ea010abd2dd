"""Tells when the code that a worker has imported is not what the job began with."""

import os
import sys


def changed_module(code_folder, script, began_ns):
    """An imported file of the code folder that was written or put in place after `began_ns`.

    That is the time of its inode, st_ctime, which copying with old times does not set back. As seen
    from the code folder; None when there is none.
    """
    prefix = code_folder + os.sep
    # The script first: when importing it has failed, it is no module.
    for path in (script, *_module_files()):
        if path.startswith(prefix):
            try:
                is_newer = os.stat(path).st_ctime_ns > began_ns
            except OSError:
                continue
            if is_newer:
                return path[len(prefix) :]
    return None


def _module_files():
    for module in list(sys.modules.values()):
        # What stands there need not be a module, and may import things when it is asked for a name.
        path = getattr(module, "__dict__", {}).get("__file__")
        if isinstance(path, str):
            yield path
