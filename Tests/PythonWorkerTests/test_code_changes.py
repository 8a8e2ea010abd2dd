"""Code that is edited while a job runs."""

import os
import time

from worker_process import INIT_FAILED, READY

ECHO = """
def run(mini_batch):
    return mini_batch
"""

CHANGED = "workers that start after it run it changed"


def before(seconds):
    return str(time.time_ns() - seconds * 1_000_000_000)


def test_code_that_is_older_than_the_job_is_no_news(scoring):
    worker = scoring(ECHO, began_ns=str(time.time_ns() + 1_000_000_000))
    assert worker.run(["a"]).items == 1
    assert worker.notices == []


def test_a_module_that_was_replaced_since_is_named_even_with_old_times(worker, scoring):
    module = worker.code / "lib" / "reader.py"
    module.parent.mkdir(parents=True)
    module.write_text("")
    os.utime(module, (1_600_000_000, 1_600_000_000))
    old = worker.code / "unused.txt"
    old.write_text("not imported")
    worker = scoring("import lib.reader\n" + ECHO, began_ns=before(60))
    assert worker.run(["a"]).items == 1
    (notice,) = worker.notices
    assert notice["code"] == "code_changed"
    assert notice["message"].startswith(("score.py has changed", "lib/reader.py has changed"))
    assert notice["message"].endswith(CHANGED)


def test_a_script_that_breaks_while_it_is_edited_is_named(worker, scripted):
    kind, fields = scripted("def init(:\n", began_ns=before(60))
    assert kind == INIT_FAILED
    assert fields["class"] == "SyntaxError"
    (notice,) = worker.notices
    assert notice["message"].startswith("score.py has changed")


def test_a_driver_of_ours_is_not_looked_at(scripted, worker):
    kind, _ = scripted("def init():\n    pass\n" + ECHO, began_ns="0")
    assert kind == READY
    assert worker.notices == []
