"""Scripts that call `az ml …`, run here by a link of that name."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deck import Deck
from deployment import NAPPING

HERE = Path(__file__).parent


@pytest.fixture
def az(deck, tmp_path):
    """The program under the name `az`; its PATH begins with the link's folder."""
    link = tmp_path / "bin/az"
    link.parent.mkdir()
    link.symlink_to(deck.binary)
    az = Deck(link, deck.python, deck.home, tmp_path)
    az.environment["PATH"] = f"{link.parent}:{az.environment['PATH']}"
    return az


@pytest.mark.slow
def test_a_script_in_azures_style_runs_to_its_end_unedited(az, deck, repository, tmp_path):
    folder = tmp_path / "script"
    shutil.copytree(HERE / "azure_style", folder)
    wordcount = repository / "demo-data/wordcount"
    shutil.copytree(wordcount, folder / "word-counter", ignore=shutil.ignore_patterns("input"))
    # Any Python will do for it, so that the test needs no certain one.
    conda = folder / "word-counter/environment/conda.yaml"
    conda.write_text(conda.read_text().replace("python=3.11", "python"))
    shutil.copytree(wordcount / "input", folder / "texts")
    texts = {path.name for path in (folder / "texts").rglob("*.txt")}
    assert len(texts) == 40

    finished = subprocess.run(
        ["bash", "deploy-and-run.sh"], cwd=folder, env=az.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)

    assert finished.returncode == 0, (finished.stdout[-3000:], finished.stderr[-3000:])
    lines = finished.stdout.splitlines()
    assert lines[0] == "Subscription local"
    assert lines[-1] == "Done"
    jobs = {
        role: deck.show(name)
        for role, name in (line.split()[1:] for line in lines if line.startswith("JOB "))
    }
    assert list(jobs) == ["polled", "elsewhere", "overridden", "second", "default"]
    for job in jobs.values():
        assert job["status"] == "Completed"
        assert (job["progress"]["files_succeeded"], job["progress"]["files_failed"]) == (40, 0)
    deployments = [job["deployment_name"] for job in jobs.values()]
    assert deployments == ["text-lengths"] * 3 + ["word-counter"] * 2

    rows = (folder / "named-outputs/score/predictions.csv").read_text().splitlines()
    assert {row.split(",")[0] for row in rows} == texts and len(rows) == 40
    assert all(int(row.split(",")[1]) > 0 and row.endswith(",words") for row in rows)
    assert sorted((folder / "results/lengths.csv").read_text().splitlines()) == sorted(rows)
    assert jobs["polled"]["settings"]["mini_batch_size"] == 10
    assert jobs["overridden"]["settings"]["mini_batch_size"] == 20
    assert jobs["overridden"]["settings"]["workers"] == 2
    counted = [
        row["file"]
        for path in (folder / "second/named-outputs/score").glob("words-*.json")
        for row in json.loads(path.read_text())
    ]
    assert sorted(counted) == sorted(texts)
    assert list((folder / "second/artifacts/logs/user").rglob("process*.stdout.txt"))
    assert jobs["second"]["settings"]["input_path"] == str(folder / "texts")
    assert deck.json("batch-endpoint", "list") == []


# Downloads


def test_a_download_replaces_what_was_there_and_writes_through_no_link(deck, deploy, tmp_path):
    deck.run(deploy(NAPPING), code=0)
    precious = tmp_path / "precious.csv"
    precious.write_text("do not touch\n")
    score = tmp_path / "down/named-outputs/score"
    score.mkdir(parents=True)
    (score / "predictions.csv").symlink_to(precious)
    (score / "other.csv").write_text("kept\n")

    finished = deck.call("job", "download", "-n", deck.job, "-p", "down", code=0)

    assert precious.read_text() == "do not touch\n"
    assert sorted((score / "predictions.csv").read_text().split()) == [
        "0000.txt", "0001.txt", "0002.txt", "0003.txt"]
    assert not (score / "predictions.csv").is_symlink()
    assert (score / "other.csv").read_text() == "kept\n"
    assert (finished.out, finished.errors) == (
        "", [f"Downloaded {score}", f"Downloaded {tmp_path}/down/artifacts/logs"])
    logs = {path.name for path in (tmp_path / "down/artifacts/logs").rglob("*.txt")}
    assert "process000.stdout.txt" in logs


def test_links_in_an_output_are_downloaded_as_files(deck, deploy, tmp_path):
    sheets = deploy("""
        import os

        def init():
            out = os.environ["AZUREML_BI_OUTPUT_PATH"]
            if not os.path.lexists(out + "/link"):
                open(out + "/one", "w").write("one")
                os.symlink("one", out + "/link")

        def run(mini_batch):
            return list(mini_batch)
        """, workers=1)
    deck.run(sheets, "--output-path", "out", code=0)

    deck.call("job", "download", "--name", deck.job, "--output-name", "score", code=0)

    link = tmp_path / "named-outputs/score/link"
    assert link.read_text() == "one" and not link.is_symlink()
    assert not (tmp_path / "artifacts").exists()


def test_what_cannot_be_downloaded_is_said(deck, slow_job, tmp_path):
    running = deck.call("job", "download", "-n", slow_job, code=2)
    assert running.errors == [
        f"Job {slow_job} is Running; it can be downloaded once it has ended. "
        f"Wait for it with: batchdeck job stream -n {slow_job}"]
    deck.call("job", "cancel", "-n", slow_job, "--now", code=0)
    deck.wait_for_status(slow_job, "Canceled")
    other = deck.call("job", "download", "-n", slow_job, "--output-name", "scores", code=2)
    assert other.errors == [
        f'Job {slow_job} has no output "scores"; a batch deployment has one, "score".']
    (tmp_path / "named-outputs").write_text("a file")
    blocked = deck.call("job", "download", "-n", slow_job, code=2)
    assert blocked.errors == [
        f"{tmp_path}/named-outputs/score: the folder cannot be made; "
        "name another with --download-path."]
    both = deck.call("job", "download", "-n", slow_job, "--all", "--output-name", "score", code=64)
    assert both.errors[0] == "Error: --output-name score and --all are given; name one of them."


def test_the_scoring_step_of_a_job_is_the_job(deck, deploy):
    sheets = deploy(NAPPING)
    for _ in range(2):
        deck.run(sheets, code=0)
    for name in deck.jobs:
        (step,) = deck.json("job", "list", "--parent-job-name", name)
        assert step["name"] == name
    assert len(deck.json("job", "list", "--max-results", "1")) == 1
    missing = deck.call("job", "list", "--parent-job-name", "nobody", code=2)
    assert missing.errors == ['There is no job "nobody"; see: batchdeck job list']


# Calls around the jobs


@pytest.mark.parametrize(
    "call, output",
    [
        ("account set -s mine", ""),
        ("account show --query id -o tsv", "local\n"),
        ("account list --query [].state -o tsv", "Enabled\n"),
        ("configure --defaults group=a workspace=b", ""),
        ("config set extension.use_dynamic_install=yes_without_prompt --only-show-errors", ""),
        ("extension add -n ml -y --upgrade", ""),
        ("extension list --query [].name -o tsv", "ml\n"),
        ("group create -n ours -l westeurope --query properties.provisioningState", '"Succeeded"\n'),
        ("ml workspace show -w ours --query location -o tsv", "local\n"),
        ("ml compute show -n cpu -g a -w b --query name -o tsv", "cpu\n"),
        ("ml compute show --name=cpu --query type", '"amlcompute"\n'),
        ("ml compute list --query [].provisioning_state -o tsv", "Succeeded\n"),
        ("ml compute delete -n cpu --yes", ""),
        ("ml data list --subscription=a --resource-group b --debug", "[]\n"),
        ("--verbose ml model list -g a", "[]\n"),
        ("login --service-principal -u me -p secret --query [0].id -o tsv", "local\n"),
    ])
def test_calls_around_batch_deployments_are_answered(az, call, output):
    finished = az.call(*call.split(), code=0)
    assert (finished.out, finished.err) == (output, "")


ANSWERED = (
    "is not something BatchDeck answers; it runs the az ml verbs for batch deployments: "
    "job, batch-endpoint, batch-deployment, model, environment, data, compute.")


@pytest.mark.parametrize(
    "call, message",
    [
        ("vm list -g a", f"az vm list {ANSWERED}"),
        ("ml online-endpoint invoke -n a", f"az ml online-endpoint invoke {ANSWERED}"),
        ("ml runner job", f"az ml runner job {ANSWERED}"),
        ("ml component create -f train.yml",
         "az ml component is not supported: BatchDeck runs batch deployments of models; "
         "components are parts of pipelines."),
        ("ml model download -n a",
         "az ml model download is not something BatchDeck answers; az ml model has: create, list, "
         "show, archive, restore, delete, artifacts."),
    ])
def test_other_calls_are_refused_in_one_line(az, call, message):
    finished = az.call(*call.split(), code=2)
    assert (finished.out, finished.err) == ("", message + "\n")


def test_compute_is_this_machine(az):
    shown = json.loads(az.call("ml", "compute", "create", "-n", "cpu", code=0).out)
    assert shown["cores"] == len(os.sched_getaffinity(0))
    assert shown["memory_bytes"] == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert (shown["type"], shown["location"]) == ("amlcompute", "local")


def test_the_ml_prefix_does_the_same_without_the_name(deck, az):
    by_prefix = deck.call("ml", "compute", "list", code=0).out
    assert by_prefix == az.call("ml", "compute", "list", code=0).out
    assert deck.call("ml", "job", "list", "-w", "ours", code=0).out == "[]\n"


def test_help_speaks_of_az(az):
    top = az.call("ml", "--help", code=0).out
    assert "USAGE: az ml <subcommand>" in top and "batch-endpoint" in top
    assert az.call(code=0).out == az.call("-h", code=0).out == top
    invoke = az.call("ml", "batch-endpoint", "invoke", "--help", code=0).out
    assert "USAGE: az ml batch-endpoint invoke" in invoke


def test_under_the_name_az_a_terminal_gets_json_and_is_never_asked_without_one(az, tmp_path):
    (tmp_path / "m").write_text("weights")
    az.call("ml", "model", "create", "-n", "m", "-p", "m", code=0)
    # script(1) gives it a terminal.
    if not shutil.which("script"):
        pytest.skip("there is no script(1)")
    shown = subprocess.run(
        ["script", "-qec", f"{az.binary} ml model show -n m --query name", "/dev/null"],
        env=az.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60)
    assert shown.stdout.decode().strip() == '"m"'
    refused = az.call("ml", "model", "delete", "-n", "m", "-v", "1", code=2)
    assert refused.errors == ["Nothing was deleted; confirm it with --yes."]


def test_a_copy_named_az_starts_its_runners(deck, deploy, tmp_path):
    """Whatever the program's file is called, its runner is no call of az."""
    copy = tmp_path / "copy/az"
    copy.parent.mkdir()
    shutil.copy(deck.binary, copy)
    az = Deck(copy, deck.python, deck.home, tmp_path)
    sheets = deploy(NAPPING)
    az.call("ml", "batch-endpoint", "create", "-n", "sheets", code=0)
    # Two options as Azure's examples shorten them.
    az.call(
        "ml", "batch-deployment", "create", "--f", sheets.manifest, "--endpoint", "sheets",
        "--set-default", code=0)
    invoked = az.call(
        "ml", "batch-endpoint", "invoke", "-n", "sheets", "--input", sheets.input, "--python",
        az.python, "--query", "name", "-o", "tsv", code=0)
    deck.wait_for_status(invoked.out.strip(), "Completed")
