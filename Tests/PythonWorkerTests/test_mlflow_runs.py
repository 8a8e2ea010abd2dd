"""Scripts that log to MLflow without start_run(): a run in the job's own folder."""

import pytest

from worker_process import STOP

SCRIPT = """
import mlflow
def init():
    mlflow.log_param("model", "digits")
def run(mini_batch):
    mlflow.log_metric("files", len(mini_batch))
    return [mlflow.active_run().info.run_id]
"""


@pytest.mark.needs("mlflow")
def test_what_a_script_logs_lands_in_the_jobs_logs_and_the_run_ends_with_the_worker(
    scoring, worker
):
    scoring(SCRIPT)
    run = worker.run(["a", "b"]).rows.decode().strip()
    worker.send(STOP)
    assert worker.exit_code() == 0
    folder = worker.folder / "logs/entry/mlruns/process003/0" / run
    assert (folder / "params/model").read_text() == "digits"
    assert (folder / "metrics/files").read_text().split()[1] == "2.0"
    # 3 is FINISHED.
    assert "status: 3\n" in (folder / "meta.yaml").read_text()
    assert list((worker.folder / "scratch").iterdir()) == []


@pytest.mark.needs("mlflow")
def test_forked_workers_have_a_run_each_in_the_experiment_that_init_named(sharing, worker):
    server = sharing(
        """
        import mlflow
        def init():
            mlflow.set_experiment("digits")
        def run(mini_batch):
            mlflow.log_metric("files", len(mini_batch))
            return [mlflow.active_run().info.run_id, mlflow.active_run().info.experiment_id]
        """
    )
    workers = [server.fork(name) for name in ("process004", "process005")]
    rows = [one.run(["a"]).rows.decode().split() for one in workers]
    for one, (run, experiment) in zip(workers, rows):
        one.send(STOP)
        assert one.reap()["status"] == 0
        folder = worker.folder / "logs/entry/mlruns/process003" / experiment / run
        assert "status: 3\n" in (folder / "meta.yaml").read_text()
    assert rows[0][0] != rows[1][0]


@pytest.mark.parametrize(
    "given, seen",
    [
        ({}, ["file://{logs}/mlruns/process003", "true", "true"]),
        ({"MLFLOW_TRACKING_URI": "http://tracker"}, ["http://tracker", "None", "true"]),
        (
            {"MLFLOW_DISABLE_TELEMETRY": "false"},
            ["file://{logs}/mlruns/process003", "true", "false"],
        ),
    ],
)
def test_the_operators_own_settings_of_mlflow_win(scoring, worker, given, seen):
    scoring(
        """
        import os, sys
        names = ["TRACKING_URI", "ALLOW_FILE_STORE", "DISABLE_TELEMETRY"]
        def run(mini_batch):
            return [os.environ.get("MLFLOW_" + name) for name in names] + ["mlflow" in sys.modules]
        """,
        environment=given,
    )
    logs = str(worker.folder / "logs/entry")
    rows = worker.run(["a"]).rows.decode().splitlines()
    assert rows == [text.format(logs=logs) for text in seen] + ["False"]
    assert not (worker.folder / "logs/entry/mlruns").exists()
