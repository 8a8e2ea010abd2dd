"""The program as its users start it, with a home of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# How long anything may take on a busy machine, seconds.
PATIENCE = 30


def until(condition, what, seconds=PATIENCE):
    """Polls until the condition gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.01)


@dataclass
class Finished:
    code: int
    out: str
    err: str

    @property
    def errors(self):
        """What is on stderr, without warnings about a manifest."""
        return [line for line in self.err.splitlines() if ": warning: " not in line]


@dataclass
class MiniBatch:
    """`count` files from manifest position `first` on."""

    first: int
    count: int
    worker: int
    # On the wall clock, at the latest: results wait up to 50 ms for their transaction.
    began: float


class Deck:
    def __init__(self, binary, python, home, folder):
        self.binary = str(binary)
        self.python = python
        self.home = Path(home)
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BATCHDECK_", "AZUREML_", "TMUX"))
        }
        # Nothing of the tester's own counts, and nothing of it is written.
        self.environment |= {
            "BATCHDECK_HOME": str(home), "LANG": "C.UTF-8",
            "XDG_CONFIG_HOME": f"{home}-config", "XDG_STATE_HOME": f"{home}-state",
        }

    # Commands

    def call(self, *arguments, code=None, timeout=60, **options):
        """Runs a command to its end; `code` is the exit code it must have."""
        process = self.start(*arguments, **options)
        finished = self.finish(process, timeout)
        if code is not None:
            assert finished.code == code, (arguments, finished)
        return finished

    def start(self, *arguments, **options):
        options = {
            "cwd": self.folder, "env": self.environment, "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True,
        } | options
        return subprocess.Popen([self.binary, *map(str, arguments)], **options)

    def finish(self, process, timeout=60):
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Finished(
            process.returncode, (out or b"").decode(errors="surrogateescape"),
            (err or b"").decode(errors="surrogateescape"))

    def run_arguments(self, deployment, *options):
        return [
            "run", deployment.manifest, "--input", deployment.input, "--python", self.python, *options
        ]

    def run(self, deployment, *options, **call):
        return self.call(*self.run_arguments(deployment, *options), **call)

    def begin(self, deployment, *options):
        """Starts a job in the background and returns its name."""
        before = set(self.jobs)
        self.run(deployment, "--detach", "-o", "none", *options, code=0)
        (name,) = set(self.jobs) - before
        return name

    def json(self, *arguments, code=0):
        return json.loads(self.call(*arguments, "-o", "json", code=code).out)

    # Jobs

    @property
    def jobs(self):
        """The names of all jobs that have a folder."""
        folder = self.home / "jobs"
        return sorted(os.listdir(folder)) if folder.is_dir() else []

    @property
    def job(self):
        """The name of the only job."""
        (name,) = self.jobs
        return name

    def job_folder(self, name):
        return self.home / "jobs" / name

    def show(self, name):
        return self.json("job", "show", "-n", name)

    def wait_for(self, name, condition, what, seconds=PATIENCE):
        """Polls the job until the condition holds for what `job show` says, and returns that."""
        shown = None

        def look():
            nonlocal shown
            shown = self.show(name)
            return shown if condition(shown) else None

        try:
            return until(look, f"{name}: {what}", seconds)
        except AssertionError:
            print("\n".join([json.dumps(shown, indent=1), *self.events(name)[-100:]]))
            raise

    def wait_for_status(self, name, status, seconds=PATIENCE):
        return self.wait_for(name, lambda shown: shown["status"] == status, status, seconds)

    def lines(self, name):
        """The job's rows, each with how often it is in the output."""
        path = self.job_folder(name) / "outputs/score/predictions.csv"
        return Counter(path.read_bytes().decode(errors="surrogateescape").splitlines())

    def wait_for_runner(self):
        """Waits until the only job has a runner: a job's folder is there before the job is."""
        until(lambda: self.jobs and self.runner_pid(self.job), "a runner lives")
        return self.job

    def events(self, name):
        path = self.job_folder(name) / "ledger.sqlite"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as ledger:
            return [message for (message,) in ledger.execute("SELECT message FROM event")]

    def mini_batches(self, name):
        """The mini-batches whose rows are in the output, in the order they began."""
        path = self.job_folder(name) / "ledger.sqlite"
        query = "SELECT first, count, worker, committed_at - run_ns / 1e9 FROM mini_batch"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as ledger:
            begun = [MiniBatch(*row) for row in ledger.execute(query)]
        return sorted(begun, key=lambda each: each.began)

    # Processes

    def runner_pid(self, name):
        """The pid of the job's living runner, None when none lives."""
        try:
            pid = int((self.job_folder(name) / "runner.lock").read_text())
        except (FileNotFoundError, ValueError):
            return None
        # A command that prepares a resume holds the lock as well.
        return pid if "\0runner\0" in self.processes().get(pid, "") else None

    def kill_runner(self, name):
        """Kills the runner as the kernel does; it must be alive."""
        pid = self.runner_pid(name)
        assert pid, f"{name} has no runner that could be killed"
        os.kill(pid, signal.SIGKILL)

    def processes(self):
        """All living processes of this home, the program's own and workers: pid to command line."""
        wanted = os.fsencode(f"BATCHDECK_HOME={self.home}")
        found = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                if wanted in Path("/proc", entry, "environ").read_bytes().split(b"\0"):
                    found[int(entry)] = Path("/proc", entry, "cmdline").read_bytes().decode()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
        return found

    def end_runners(self):
        for name in self.jobs:
            pid = self.runner_pid(name)
            if pid:
                os.kill(pid, signal.SIGKILL)

    def expect_no_processes(self, seconds=3):
        """No process of this home may outlive its runner for long."""
        try:
            until(lambda: not self.processes(), "all processes of the home are gone", seconds)
        except AssertionError:
            survivors = self.processes()
            for pid in survivors:
                os.kill(pid, signal.SIGKILL)
            assert not survivors, "these outlive their runner"
