"""What the script finds around it, and what it may do to it."""

import pytest

ECHO = "def run(mini_batch):\n    return mini_batch\n"


@pytest.mark.parametrize(
    "deed",
    [
        "os.close(1); os.close(2)",
        "os.closerange(0, 3)",
        "sys.stdout.close()",
        "sys.stdout = sys.stderr = None",
        "sys.stdout = open(os.devnull, 'w')",
        "os.chdir('/')",
        "sys.path.clear()",
        "print('not flushed', end=''); os.close(1)",
        "os.environ.clear()",
    ],
)
def test_what_the_script_does_to_its_process_leaves_the_wire_alone(scoring, deed):
    worker = scoring(f"import os, sys\ndef init():\n    {deed}\n{ECHO}")
    assert worker.run(["a"]).rows == b"a\n"
    assert worker.run(["b"]).rows == b"b\n"
    assert worker.stop() == 0


def test_prints_and_log_records_reach_the_log_as_they_happen(scoring, worker):
    scoring(
        """
        import logging, sys
        def run(mini_batch):
            print("printed", mini_batch[0])
            print("error", file=sys.stderr)
            logging.info("told")
            logging.debug("too quiet")
            return []
        """
    )
    worker.run([b"/in/\xff"])
    out = worker.stdout().splitlines()
    assert out[0] == r"printed /in/\udcff"
    assert out[1].endswith(" INFO root: told") and len(out) == 2
    assert worker.stderr() == "error\n"


def test_a_console_handler_of_the_scripts_own_replaces_ours(scoring, worker):
    scoring(
        """
        import logging, sys
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("mine: %(message)s"))
        def run(mini_batch):
            logging.warning("before")
            logging.getLogger().addHandler(handler)
            logging.warning("after")
            return []
        """,
        logging_level="WARNING",
    )
    worker.run(["a"])
    out = worker.stdout().splitlines()
    assert out[0].endswith(" WARNING root: before") and out[1:] == ["mine: after"]


def test_entry_script_tells_the_folders_and_writes_its_log(scoring, worker):
    scoring(
        """
        import os, pickle, subprocess, sys
        from azureml_user.parallel_run import EntryScript
        entry = EntryScript()
        def child():
            code = "from azureml_user.parallel_run import EntryScript as E; print(E().agent_name)"
            path = os.pathsep.join(sys.path)
            return subprocess.check_output([sys.executable, "-c", code], text=True,
                                           env={**os.environ, "PYTHONPATH": path}).strip()
        def run(mini_batch):
            entry.logger.info("noted")
            same = EntryScript() is entry is pickle.loads(pickle.dumps(entry))
            folders = [entry.working_dir, entry.output_dir, entry.log_dir]
            return [entry.agent_name, *folders, same, child()]
        """
    )
    assert worker.run(["a"]).rows.decode().splitlines() == [
        "process003",
        f"{worker.folder}/scratch",
        f"{worker.folder}/outputs",
        f"{worker.folder}/logs/entry",
        "True",
        "process003",
    ]
    log = (worker.folder / "logs/entry/process003.log.txt").read_text()
    assert log.endswith(" INFO EntryScript: noted\n")
    assert worker.stdout() == ""


def test_a_module_of_the_user_wins_over_the_package_of_azure(scoring, worker):
    (worker.code / "azureml_user").mkdir()
    (worker.code / "azureml_user" / "__init__.py").write_text("WHOSE = 'mine'\n")
    scoring(f"import azureml_user\n{ECHO}print(azureml_user.WHOSE)\n")
    worker.run(["a"])
    assert worker.stdout() == "mine\n"


def test_the_environment_and_the_folder_are_the_runners(scoring, worker):
    scoring(
        """
        import os
        def run(mini_batch):
            return [os.getcwd(), os.environ["AZUREML_MODEL_DIR"]]
        """,
        environment={"AZUREML_MODEL_DIR": "/models/m/1"},
    )
    assert worker.run(["a"]).rows.decode() == f"{worker.folder}/scratch\n/models/m/1\n"


@pytest.mark.parametrize(
    "variable, value", [("PYTHONSAFEPATH", "1"), ("LC_ALL", "C"), ("PYTHONOPTIMIZE", "2")]
)
def test_settings_of_the_interpreter_change_nothing(scoring, variable, value):
    worker = scoring(ECHO, environment={variable: value})
    assert worker.run([b"/in/\xff", "/in/ş"]).rows == b"/in/\xff\n" + "/in/ş\n".encode()
