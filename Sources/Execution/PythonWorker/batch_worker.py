"""The entry point of a worker process: `python3 batch_worker.py`, started by the runner.

Nothing may happen when this file is merely imported: the children that a scoring script starts
with multiprocessing's "spawn" import it again as `__mp_main__`.
"""

import os
import sys


def _make_room_for_the_script():
    """Moves our folder from the front of `sys.path` to its end.

    The script's own modules must win over ours, and `azureml_user` must still be importable.
    """
    here = os.path.dirname(os.path.realpath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != here]
    sys.path.append(here)


if __name__ == "__main__":
    _make_room_for_the_script()
    from batchdeck_worker.process import main

    sys.exit(main())
