"""`job list`, `show`, `stream`, `cancel`, `resume` and `failures`, as scripts read them."""

import json
import re

import pytest

from deck import until
from deployment import NAPPING

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_show_has_azures_fields_and_ours_while_the_job_runs(deck, deploy):
    sheets = deploy(NAPPING, files=300, bad=[299], mini_batch_size=10, variables={"NAP": 0.05})
    name = deck.begin(sheets, "--max-retries", "1", "--error-threshold", "7")
    # Memory and processor time are measured once a second, the latter between two looks.
    shown = deck.wait_for(
        name, lambda shown: all(w["cpu_percent"] is not None and w["file"] for w in shown["workers"]),
        "both workers are on a file")

    progress = shown["progress"]
    workers = shown["workers"]
    assert (shown["name"], shown["display_name"], shown["status"]) == (name, "sheet-reader", "Running")
    assert (shown["endpoint_name"], shown["deployment_name"]) == ("sheets", "sheet-reader")
    assert TIME.fullmatch(shown["creation_context"]["created_at"])
    assert TIME.fullmatch(shown["started_at"])
    assert (shown["ended_at"], shown["error"]) == (None, None)
    assert shown["settings"].pop("invocation")[:2] == ["run", str(sheets.manifest)]
    assert shown["settings"] == {
        "mini_batch_size": 10, "workers": 2, "error_threshold": 7, "max_retries": 1,
        "timeout_seconds": 60, "output_action": "append_row", "input_path": str(sheets.input),
        "memory_limit_bytes": None,
    }
    assert shown["outputs"]["score"]["path"] == str(
        deck.job_folder(name) / "outputs/score/predictions.csv")
    assert shown["runner"]["pid"] == deck.runner_pid(name)
    assert TIME.fullmatch(shown["runner"]["started_at"])
    assert progress["files_total"] == 300
    assert progress["bytes_total"] == sum(path.stat().st_size for path in sheets.input.iterdir())
    assert progress["files_running"] == 20
    assert progress["elapsed_seconds"] > 0
    assert {"files_succeeded", "files_failed", "mini_batches_done", "bytes_done",
            "files_per_second"} <= set(progress)
    assert [worker["id"] for worker in workers] == [0, 1]
    for worker in workers:
        assert worker["pid"] in deck.processes()
        assert (worker["state"], worker["incarnation"], worker["file_count"]) == ("running", 1, 10)
        assert 0 <= worker["file_index"] <= 10
        assert 0 <= worker["mini_batch"] <= 300
        assert (sheets.input / worker["file"]).exists()
        assert worker["rss_bytes"] > 1_000_000
        assert 0 <= worker["cpu_percent"] < 100


def test_show_tells_how_fast_a_running_job_is_and_when_it_will_end(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=300, variables={"NAP": 0.05}))

    shown = deck.wait_for(
        name, lambda shown: shown["progress"]["eta_seconds"] and shown["progress"]["files_per_second"],
        "there is an ETA and a rate")

    assert 5 < shown["progress"]["files_per_second"] < 45
    assert 1 < shown["progress"]["eta_seconds"] < 60


def test_show_tells_what_the_rows_were_made_with(deck, deploy):
    sheets = deploy(NAPPING)
    deck.run(sheets, code=0)

    def known():
        lineage = deck.show(deck.job)["lineage"]
        return lineage if lineage["model_digest"] else None

    lineage = until(known, "the lineage is known")
    assert lineage["model"] == str(sheets.folder / "model")
    for digest in ("model_digest", "code_digest", "environment_digest"):
        assert re.fullmatch("[0-9a-f]{64}", lineage[digest])
    assert lineage["git_commit"] is None and lineage["git_is_dirty"] is None


def test_show_has_every_field_of_a_worker_that_has_no_process(deck, deploy):
    deck.run(deploy(NAPPING), code=0)

    for worker in deck.show(deck.job)["workers"]:
        assert {"pid", "mini_batch", "file", "rss_bytes", "pss_bytes", "cpu_percent"} <= set(worker)


def test_run_prints_the_finished_job_as_json_and_nothing_else_on_stdout(deck, deploy):
    shown = deck.json(*deck.run_arguments(deploy(NAPPING)))

    # Its lineage is whole, although that is read beside the job and beyond its end.
    assert shown["lineage"]["code_digest"] and shown["lineage"]["model_digest"]
    assert shown == deck.show(deck.job)
    assert shown["status"] == "Completed"
    assert TIME.fullmatch(shown["ended_at"])
    assert shown["runner"] is None


def test_list_has_all_jobs_the_newest_first(deck, deploy):
    first, second = deploy(NAPPING), deploy(NAPPING, folder="others", name="other", bad=[1])
    older = deck.begin(first)
    deck.wait_for_status(older, "Completed")
    # The order is by whole seconds at least.
    newer = deck.begin(second)
    deck.wait_for_status(newer, "Completed")

    listed = deck.json("job", "list")

    assert [job["name"] for job in listed] == [newer, older]
    # What a list has it has as `job show` has it.
    shown = deck.json("job", "show", "-n", newer)
    assert part(shown, listed[0]) == listed[0]
    assert set(listed[0]) == {
        "name", "display_name", "status", "endpoint_name", "deployment_name", "creation_context",
        "ended_at", "settings", "progress", "outputs"}
    assert listed[0]["settings"] == {"input_path": str(second.input)}
    assert set(listed[0]["progress"]) == {
        "files_total", "files_succeeded", "files_failed", "elapsed_seconds"}
    table = deck.call("job", "list", "-o", "table", code=0).out.splitlines()
    assert table[0].split() == ["NAME", "STATUS", "DEPLOYMENT", "SCORED", "FAILED", "FILES", "CREATED"]
    assert table[1].split()[:6] == [newer, "Completed", "other", "3", "1", "4"]


def part(whole, pattern):
    """Of a JSON value what has the same keys as another."""
    if not isinstance(pattern, dict):
        return whole
    return {key: part(whole[key], pattern[key]) for key in pattern}


def test_an_empty_list_tells_what_to_do(deck):
    assert deck.json("job", "list") == []
    listed = deck.call("job", "list", "-o", "table", code=0)
    assert (listed.out, listed.err) == (
        "", "No jobs yet. Begin one with: batchdeck run deployment.yml --input FOLDER\n")


def test_failures_are_cards_with_the_traceback(deck, deploy):
    sheets = deploy(NAPPING, files=6, bad=[3], mini_batch_size=3)
    deck.run(sheets, "--max-retries", "2", code=0)

    (card,) = deck.json("job", "failures", "-n", deck.job)

    assert TIME.fullmatch(card.pop("failed_at"))
    traceback = card.pop("traceback")
    assert f'File "{sheets.folder}/code/score.py", line 14, in run' in traceback
    assert traceback.endswith("ValueError: 0003-bad.txt is not a sheet\n")
    assert card.pop("worker") in (0, 1)
    assert card == {
        "path": "0003-bad.txt", "size_bytes": 8, "attempts": 3, "error_class": "ValueError",
        "message": "0003-bad.txt is not a sheet", "worker_end": None,
    }
    table = deck.call("job", "failures", "-n", deck.job, "-o", "table", code=0).out
    assert table.startswith(
        "0003-bad.txt  8 B, 3 attempts\n    ValueError: 0003-bad.txt is not a sheet\n")


def test_a_job_without_failures_says_so(deck, deploy):
    deck.run(deploy(NAPPING), code=0)

    assert deck.json("job", "failures", "-n", deck.job) == []
    finished = deck.call("job", "failures", "-n", deck.job, "-o", "table", code=0)
    assert (finished.out, finished.err) == ("", f"Job {deck.job} has no failed files.\n")


def test_stream_follows_a_job_to_its_end(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=40, variables={"NAP": 0.03}))

    streamed = deck.call("job", "stream", "-n", name, code=0)

    assert streamed.out == ""
    assert re.search(r"^Completed in .+: 40 of 40 files scored, 0 failed\.$", streamed.err, re.M)


def test_stream_shows_progress_as_json_lines(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=200, variables={"NAP": 0.03}))

    streamed = deck.call("job", "stream", "-n", name, "--progress", "json", code=0)

    lines = [json.loads(line) for line in streamed.err.splitlines() if line.startswith("{")]
    done = [line["files_succeeded"] for line in lines]
    assert len(lines) > 3
    assert done == sorted(done)
    assert done[-1] == 200


def test_cancel_stops_a_job_after_its_running_mini_batches(deck, deploy):
    sheets = deploy(NAPPING, files=300, mini_batch_size=5, variables={"NAP": 0.02})
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")

    canceled = deck.call("job", "cancel", "-n", name, code=0)

    assert canceled.err == f"Job {name} stops after its running mini-batches.\n"
    deck.wait_for_status(name, "Canceled")
    assert 0 < len(deck.lines(name)) < 300
    assert len(deck.lines(name)) % 5 == 0
    until(lambda: not deck.processes(), "the runner is gone")
    again = deck.call("job", "cancel", "-n", name, code=2)
    assert again.err == f"Job {name} is not running.\n"
    deck.call("job", "resume", "-n", name, code=0)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)


def test_cancel_now_drops_the_running_mini_batches(deck, deploy):
    name = deck.begin(deploy(NAPPING, variables={"NAP": 600}))
    deck.wait_for(name, lambda shown: shown["progress"]["files_running"] > 0, "it runs")

    canceled = deck.call("job", "cancel", "-n", name, "--now", code=0)

    assert canceled.err == f"Job {name} is stopping.\n"
    deck.wait_for_status(name, "Canceled", seconds=10)
    deck.expect_no_processes()


def test_a_completed_job_is_not_resumed(deck, deploy):
    deck.run(deploy(NAPPING), code=0)

    refused = deck.call("job", "resume", "-n", deck.job, code=2)

    assert refused.err == f"Job {deck.job} is completed; there is nothing to resume.\n"


def test_two_jobs_run_side_by_side(deck, deploy):
    sheets = [deploy(NAPPING, folder=folder, files=30, variables={"NAP": 0.02}) for folder in "ab"]
    processes = [deck.start(*deck.run_arguments(each)) for each in sheets]

    for process in processes:
        assert deck.finish(process).code == 0

    assert len(deck.jobs) == 2
    for name in deck.jobs:
        assert deck.lines(name) == dict.fromkeys(sheets[0].names, 1)
