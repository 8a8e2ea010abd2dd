"""The mini-batch that run() is given, and the status page that it moves."""

import threading

import pytest

from worker_process import STOP

PHASE, DISPATCH, TAKEN, COUNT, STARTED, MINI_BATCHES, FILES = range(1, 8)
INITIALIZING, IDLE, RUNNING = 1, 2, 3

FILES_IN = ["/in/a", "/in/b", "/in/c"]


@pytest.mark.parametrize(
    "expression, shown",
    [
        ("isinstance(m, list)", "True"),
        ("repr(m)", "['/in/a', '/in/b', '/in/c']"),
        ("(len(m), m[1], '/in/c' in m, m.index('/in/b'))", "(3, '/in/b', True, 1)"),
        ("(m[1:], type(m[1:]).__name__)", "(['/in/b', '/in/c'], 'list')"),
        ("sorted(m, reverse=True)", "['/in/c', '/in/b', '/in/a']"),
        ("list(enumerate(m, 1))", "[(1, '/in/a'), (2, '/in/b'), (3, '/in/c')]"),
        ("m == list(m) and m + ['x'] == [*m, 'x']", "True"),
        ("type(copy.copy(m)) is type(copy.deepcopy(m)) is type(m.copy()) is list", "True"),
        (
            "(pickle.loads(pickle.dumps(m)), type(pickle.loads(pickle.dumps(m, 2))).__name__)",
            "(['/in/a', '/in/b', '/in/c'], 'list')",
        ),
        ("json.dumps(m)", '["/in/a", "/in/b", "/in/c"]'),
        ("list(reversed(m))", "['/in/c', '/in/b', '/in/a']"),
        ("(m.pop(), len(m), [x for x in m])", "('/in/c', 2, ['/in/a', '/in/b'])"),
    ],
)
def test_the_mini_batch_behaves_as_a_list(scoring, expression, shown):
    worker = scoring(f"import copy, json, pickle\ndef run(m):\n    return [{expression}]\n")
    assert worker.run(FILES_IN).rows.decode() == shown + "\n"


@pytest.mark.needs("pandas")
def test_numpy_and_pandas_take_the_mini_batch_as_a_list(scoring):
    worker = scoring(
        """
        import numpy, pandas
        def run(m):
            frame = pandas.DataFrame({"f": m})
            return [numpy.array(m).tolist(), pandas.Series(m).tolist(), frame.shape]
        """
    )
    assert worker.run(["a", "b"]).rows.decode() == "['a', 'b']\n['a', 'b']\n(2, 1)\n"


STEPPING = """
import os, time
def step(file):
    while not os.path.exists(file):
        time.sleep(0.001)
def run(mini_batch):
    for file in mini_batch:
        step(file)
    step(mini_batch[0] + ".end")
    return mini_batch
"""


def test_the_status_page_follows_the_script_through_the_mini_batch(scoring, worker):
    scoring(STEPPING)
    status = worker.status
    assert status[0] == 0x42445751
    assert list(status[1:8]) == [IDLE, 0, 0, 0, 0, 0, 0]
    files = [str(worker.folder / name) for name in "abc"]
    worker.send_run(files)
    for taken, file in enumerate(files, 1):
        worker.until(lambda taken=taken: status[TAKEN] == taken)
        assert (status[PHASE], status[DISPATCH], status[COUNT]) == (RUNNING, 1, 3)
        open(file, "w").close()
    first_start = status[STARTED]
    assert first_start > 0
    assert (status[TAKEN], status[MINI_BATCHES], status[FILES]) == (3, 0, 0)
    open(files[0] + ".end", "w").close()
    worker.outcome()
    assert list(status[1:5]) == [IDLE, 1, 3, 3]
    assert list(status[6:8]) == [1, 3]
    worker.run(files)
    assert status[DISPATCH] == 2 and status[STARTED] > first_start
    assert list(status[6:8]) == [2, 6]


def test_the_phase_tells_initializing_and_stopping(worker):
    (worker.code / "score.py").write_text(
        "import os, time\n"
        "def wait(name):\n"
        f"    while not os.path.exists({str(worker.folder)!r} + name):\n"
        "        time.sleep(0.001)\n"
        "def init(): wait('/go')\n"
        "def run(mini_batch): return []\n"
        "def shutdown(): wait('/stop')\n"
    )
    worker.start()
    worker.until(lambda: worker.status[0] == 0x42445751)
    assert worker.status[PHASE] == 0
    configured = threading.Thread(target=worker.configure)
    configured.start()
    worker.until(lambda: worker.status[PHASE] == INITIALIZING)
    (worker.folder / "go").touch()
    configured.join()
    worker.send(STOP)
    worker.until(lambda: worker.status[PHASE] == 4)
    (worker.folder / "stop").touch()
    assert worker.exit_code() == 0


def test_a_mini_batch_that_is_over_no_longer_moves_the_page(scoring):
    worker = scoring(
        """
        kept = []
        def run(mini_batch):
            kept.append(iter(mini_batch))
            next(kept[-1])
            return [next(kept[0], "none left"), mini_batch[0]]
        """
    )
    worker.run(["a", "b", "c", "d"])
    assert worker.status[TAKEN] == 2
    assert worker.run(["e", "f"]).rows == b"c\ne\n"
    assert (worker.status[TAKEN], worker.status[COUNT]) == (1, 2)


def test_a_failed_mini_batch_leaves_the_index_at_the_file_in_work(scoring):
    worker = scoring(
        """
        def run(mini_batch):
            for file in mini_batch:
                if file == "bad":
                    raise ValueError
        """
    )
    worker.run(["a", "bad", "c", "d"])
    assert list(worker.status[1:5]) == [IDLE, 1, 2, 4]
    assert list(worker.status[6:8]) == [0, 0]


def test_the_index_starts_again_at_zero_for_each_mini_batch(scoring):
    worker = scoring("def run(m):\n    return list(m) if m[0] == 'iterate' else [m[0]]\n")
    worker.run(["iterate", "b"])
    assert worker.status[TAKEN] == 2
    worker.run(["look", "b"])
    assert worker.status[TAKEN] == 0
