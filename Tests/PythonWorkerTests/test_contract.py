"""init(), run(), shutdown(): what a script must define and how its functions are called."""

import pytest

from worker_process import INIT_FAILED, NOTICE, READY, STOP

INIT = "def init():\n    pass\n"
RUN = "def run(mini_batch):\n    return mini_batch\n"


def test_init_runs_once_and_run_once_for_each_mini_batch(scoring):
    worker = scoring(
        """
        calls = []
        def init():
            calls.append("init")
        def run(mini_batch):
            calls.append("run")
            return [calls]
        """
    )
    worker.run(["a"])
    assert worker.run(["b"]).rows == b"['init', 'run', 'run']\n"


def test_ready_tells_the_process(scripted, worker):
    kind, fields = scripted(INIT + RUN)
    assert kind == READY
    assert sorted(fields) == ["init_seconds", "pid", "python", "threads"]
    assert fields["pid"] == worker.process.pid and fields["threads"] == 1
    assert 0 < fields["init_seconds"] < 30 and fields["python"].startswith("3.")


@pytest.mark.parametrize(
    "parameters, given",
    [
        ("mini_batch", "1"),
        ("*batches", "1"),
        ("mini_batch, *rest, **options", "1"),
        ("mini_batch, debug=False", "1"),
        ("mini_batch, mini_batch_context", "2"),
        ("mini_batch, context=None", "2"),
        ("data, anything, *rest", "2"),
    ],
)
def test_the_context_is_passed_to_a_run_that_takes_it(scoring, parameters, given):
    worker = scoring(
        f"""
        def run({parameters}):
            context = [v for v in locals().values() if hasattr(v, "minibatch_index")]
            return [1 + len(context)]
        """
    )
    assert worker.run(["a"]).rows.decode() == given + "\n"


def test_the_context_holds_the_index_and_the_empty_rest(scoring):
    worker = scoring(
        """
        def run(mini_batch, context):
            return [context.minibatch_index, context.partition_key_value, context.dataset]
        """
    )
    assert worker.run(["a"], index=41).rows == b"41\n{}\nNone\n"


@pytest.mark.parametrize(
    "script, message",
    [
        (INIT, "score.py has no run(mini_batch); it defines init."),
        (RUN, "score.py has no init(); it defines run."),
        (
            INIT + "def Run(mini_batch): pass\n",
            "score.py has no run(mini_batch); it defines init, Run. Did you mean Run?",
        ),
        ("import json\n", "score.py has no init(); it defines no function."),
        (
            INIT + "run = 3\n",
            "score.py: run is of type int; it must be a function, run(mini_batch).",
        ),
        (
            "def init(model): pass\n" + RUN,
            "init() requires model; it is called without arguments.",
        ),
        (
            INIT + "def run(): pass\n",
            "run() takes no positional argument;"
            " it must be run(mini_batch) or run(mini_batch, mini_batch_context).",
        ),
        (
            INIT + "def run(a, b, c): pass\n",
            "run() requires 3 arguments;"
            " it must be run(mini_batch) or run(mini_batch, mini_batch_context).",
        ),
        (
            INIT + "def run(mini_batch, *, model): pass\n",
            "run() requires the keyword argument model;"
            " it must be run(mini_batch) or run(mini_batch, mini_batch_context).",
        ),
    ],
)
def test_a_script_that_breaks_the_contract_is_refused(scripted, worker, script, message):
    kind, fields = scripted(script)
    assert (kind, fields) == (
        INIT_FAILED,
        {
            "class": "contract",
            "message": message,
            "traceback": "",
            "out_of_memory": False,
            "storage_full": False,
            "stage": "contract",
            "missing_module": None,
        },
    )
    assert worker.exit_code() == 1


def test_a_syntax_error_names_file_and_line(scripted, worker):
    kind, fields = scripted("import os\ndef run(:\n    pass\n")
    assert (kind, fields["stage"], fields["class"]) == (INIT_FAILED, "import", "SyntaxError")
    assert "(score.py, line 2)" in fields["message"]
    assert f'File "{worker.code}/score.py", line 2' in fields["traceback"]
    assert "batchdeck_worker" not in fields["traceback"]


def test_a_missing_library_is_named(scripted):
    _, fields = scripted("import json\nfrom nowhere_at_all.deep import thing\n")
    assert (fields["stage"], fields["class"]) == ("import", "ModuleNotFoundError")
    assert fields["missing_module"] == "nowhere_at_all"
    assert "importlib" not in fields["traceback"]


def test_a_missing_script_is_an_import_failure(worker):
    worker.start()
    kind, fields = worker.configure("absent.py")
    assert (kind, fields["stage"], fields["class"]) == (INIT_FAILED, "import", "FileNotFoundError")


@pytest.mark.parametrize("fault", ["raise KeyError('weights')", "import sys; sys.exit(4)"])
def test_an_exception_in_init_is_told_with_its_line(scripted, worker, fault):
    kind, fields = scripted(f"def init():\n    {fault}\n{RUN}")
    assert (kind, fields["stage"]) == (INIT_FAILED, "init")
    assert (fields["class"], fields["message"]) in [
        ("KeyError", "'weights'"),
        ("SystemExit", "the script called exit(4)"),
    ]
    assert (
        fields["traceback"].splitlines()[1] == f'  File "{worker.code}/score.py", line 2, in init'
    )
    assert worker.exit_code() == 1


def test_shutdown_is_called_at_stop_after_what_is_queued(scoring, worker):
    scoring(
        """
        import atexit
        def run(mini_batch):
            print("run", mini_batch[0])
            return mini_batch
        def shutdown():
            print("shutdown")
            atexit.register(print, "atexit")
        """
    )
    worker.send_run(["a"])
    worker.send_run(["b"])
    worker.send(STOP)
    assert [worker.outcome().rows, worker.outcome().rows] == [b"a\n", b"b\n"]
    assert worker.receive() == (None, b"")
    assert worker.exit_code() == 0
    assert worker.stdout() == "run a\nrun b\nshutdown\natexit\n"
    assert worker.stderr() == ""


def test_an_exception_in_shutdown_is_a_notice_and_the_exit_is_clean(scoring, worker):
    scoring(RUN + "def shutdown():\n    raise OSError('disk')\n")
    worker.send(STOP)
    kind, body = worker.receive()
    assert kind == NOTICE and b'"shutdown(): OSError: disk"' in body
    assert worker.exit_code() == 0
    assert 'score.py", line 4, in shutdown' in worker.stderr()


def test_sibling_modules_are_imported_from_the_code_folder(scoring, worker):
    (worker.code / "wire.py").write_text("WORD = 'the user own wire'\n")
    (worker.code / "inner").mkdir()
    (worker.code / "inner" / "beside.py").write_text("WORD = 'beside the script'\n")
    scoring(
        """
        import sys, wire, beside
        def run(mini_batch):
            return [wire.WORD, beside.WORD, __file__, sys.path[0], __name__]
        """,
        script="inner/score.v2.py",
    )
    assert worker.run(["a"]).rows.decode().splitlines() == [
        "the user own wire",
        "beside the script",
        f"{worker.code}/inner/score.v2.py",
        str(worker.code),
        "score.v2",
    ]


def test_a_script_named_as_a_loaded_library_leaves_the_library_alone(scoring):
    worker = scoring(
        """
        import json, pickle
        class Own: pass
        def run(mini_batch):
            return [json.dumps([1]), type(pickle.loads(pickle.dumps(Own()))) is Own]
        """,
        script="json.py",
    )
    assert worker.run(["a"]).rows == b"[1]\nTrue\n"


def test_files_beside_the_script_do_not_hide_what_the_worker_loads_late(scoring, worker):
    for name in ("inspect", "json", "logging", "traceback"):
        (worker.code / f"{name}.py").write_text("raise AssertionError('the wrong one')\n")
    scoring(
        """
        import functools, logging
        @functools.wraps(print)
        def run(mini_batch):
            logging.info("as always")
            raise ValueError
        """
    )
    failed = worker.run(["a"])
    assert failed.name == "ValueError"
    assert failed.traceback.startswith("Traceback (most recent call last):")
    assert worker.stdout().endswith(" INFO root: as always\n")


def test_a_worker_loads_only_what_it_needs_before_the_first_row(scoring, worker):
    loaded = scoring("import sys\ndef run(mini_batch):\n    return list(sys.modules)\n")
    first = set(loaded.run(["a"]).rows.decode().split())
    slow = {"enum", "inspect", "json", "logging", "re", "traceback", "urllib.parse"}
    assert not slow & first, slow & first
    # What failures take: there may be no room for it when it is needed.
    assert "traceback" in loaded.run(["a"]).rows.decode().split()


def test_functions_of_the_script_reach_spawned_processes(scoring):
    worker = scoring(
        """
        import multiprocessing
        def double(text):
            return text * 2
        def run(mini_batch):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                return pool.map(double, mini_batch)
        """
    )
    assert worker.run(["a", "b"]).rows == b"aa\nbb\n"


def test_the_documented_logging_level_recipe_works(scoring, worker):
    scoring(
        """
        import argparse, logging, sys
        parser = argparse.ArgumentParser()
        parser.add_argument("--logging_level")
        args, _ = parser.parse_known_args()
        logger = logging.getLogger(__name__)
        logger.setLevel(args.logging_level.upper())
        def run(mini_batch):
            logger.debug("seen")
            return sys.argv
        """,
        argv=["--mini_batch_size", "10", "--logging_level", "debug"],
    )
    rows = worker.run(["a"]).rows.decode().split()
    assert rows == [
        f"{worker.code}/score.py",
        "--mini_batch_size",
        "10",
        "--logging_level",
        "debug",
    ]
    assert worker.stdout().endswith(" DEBUG score: seen\n")
