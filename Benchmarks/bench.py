#!/usr/bin/env python3
"""BatchDeck beside what people use instead, on this machine, in one run.

    bench.py [--binary PATH] [--runs N] [SCENARIO …]

Prints a table of medians in Markdown. A ratio below 1 means that BatchDeck takes less.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import inputs
import measure
from control import Control

HERE = Path(__file__).resolve().parent
MANIFEST = """\
name: {name}
endpoint_name: bench
model:
  path: {model}
code_configuration:
  code: {code}
  scoring_script: {script}.py
compute: azureml:local
settings:
  mini_batch_size: {size}
  max_concurrency_per_instance: {workers}
"""


class Bench:
    def __init__(self, binary, runs, folder):
        self.binary = str(binary)
        self.runs = runs
        self.folder = folder
        self.data = HERE.parent / ".build/bench-data"
        self.data.mkdir(parents=True, exist_ok=True)
        self.rows = []
        self.environment = dict(
            os.environ, BATCHDECK_HOME=str(folder / "home"), BENCH_GATE=str(folder / "gate"))
        (folder / "model.txt").write_text("none\n")

    # What is run

    def ours(self, script, data, size, workers, *options, watch=False):
        output = Path(tempfile.mkdtemp(dir=self.folder))
        command = [
            self.binary, "run", self._manifest(script, size, workers), "--input", data,
            "--python", sys.executable, "--output-path", output, "--progress", "none", "-o", "none",
            *options]
        watched = output / "predictions.csv" if watch else None
        cost = measure.run(command, self.environment, watched)
        return cost, output / "predictions.csv"

    def peer(self, name, script, data, size, workers, watch=False):
        output = Path(tempfile.mkdtemp(dir=self.folder)) / "rows"
        command = [
            sys.executable, HERE / "peers.py", name, HERE / f"scripts/{script}.py", data, str(size),
            str(workers), output]
        return measure.run(command, None, output if watch else None), output

    def begin(self, script, data, size, workers, *options):
        """A job that goes on by itself: its name."""
        shown = subprocess.run(
            [self.binary, "run", self._manifest(script, size, workers), "--input", data, "--python",
             sys.executable, "--detach", "-o", "json", *options],
            env=self.environment, stdout=subprocess.PIPE, check=True)
        return json.loads(shown.stdout)["name"]

    def command(self, *words):
        return subprocess.run(
            [self.binary, *words], env=self.environment, stdout=subprocess.PIPE, check=True,
            text=True).stdout

    def show(self, job):
        return json.loads(self.command("job", "show", "-n", job, "-o", "json"))

    def control(self, job):
        return Control(self.folder / "home/jobs" / job / "control.sock")

    def end(self, job):
        self.command("job", "cancel", "-n", job, "--now")
        self.until(job, lambda shown: shown["runner"] is None)

    def until(self, job, condition, seconds=120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            shown = self.show(job)
            if condition(shown):
                return shown
            time.sleep(0.01)
        raise RuntimeError(f"job {job} did not come so far within {seconds} s")

    def _manifest(self, script, size, workers):
        path = self.folder / f"{script}-{size}-{workers}.yml"
        path.write_text(MANIFEST.format(
            name=script, model=self.folder / "model.txt", code=HERE / "scripts", script=script,
            size=size, workers=workers))
        return path

    # What comes of it

    def compare(self, label, script, data, size, workers, peer="pool", target=""):
        """Alternates ours and the peer, and adds wall and processor ratios."""
        pairs = []
        for _ in range(self.runs):
            ours, output = self.ours(script, data, size, workers)
            theirs, peers_output = self.peer(peer, script, data, size, workers)
            if sorted(output.read_bytes().splitlines()) != sorted(
                    peers_output.read_bytes().splitlines()):
                raise RuntimeError(f"{label}: the rows differ")
            pairs.append((ours, theirs))
        ours = [pair[0] for pair in pairs]
        theirs = [pair[1] for pair in pairs]
        for what in ("wall", "cpu"):
            self.add(
                f"{label}: {what}", median(ours, what), median(theirs, what), "s", f"{peer}",
                target)

    def add(self, label, ours, theirs=None, unit="s", peer="", target=""):
        ratio = f"{ours / theirs:.2f}" if theirs else ""
        row = [label, number(ours, unit), number(theirs, unit) if theirs else "", peer, ratio, target]
        self.rows.append(row)
        print("  " + "  ".join(row), file=sys.stderr, flush=True)

    def table(self):
        lines = ["| what | BatchDeck | other | which | ratio | target |", "|---|---|---|---|---|---|"]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])


def median(costs, what):
    return statistics.median(getattr(cost, what) for cost in costs)


def number(value, unit):
    if unit == "s" and value < 1:
        return f"{value * 1000:.1f} ms"
    return f"{value:.2f} {unit}" if value < 100 else f"{value:.0f} {unit}"


# Scenarios


def overhead(bench):
    """A script without work: what a mini-batch costs."""
    for size, count in ((1, 100_000), (10, 200_000), (100, 200_000)):
        data = inputs.make(bench.data, "empty", inputs.even(count, 0))
        bench.compare(
            f"no-op, mini-batch {size}, {count:_} files".replace("_", " "), "noop", data, size, 2,
            target="≤ 0.5" if size < 100 else "")


def work(bench):
    """Real work: never slower than the bare pool."""
    data = inputs.make(bench.data, "medium", inputs.even(2_000, 100_000))
    bench.compare("hash, mini-batch 10", "digest", data, 10, 2, target="≤ 1")
    data = inputs.make(bench.data, "images", inputs.even(20_000, 784))
    bench.compare("network, mini-batch 64", "network", data, 64, 2, target="≤ 1")


def launch(bench):
    """From the command to the first row."""
    data = inputs.make(bench.data, "empty", inputs.even(1_000, 0))
    ours, theirs = [], []
    for _ in range(bench.runs * 3):
        ours.append(bench.ours("noop", data, 10, 1, watch=True)[0])
        theirs.append(bench.peer("loop", "noop", data, 10, 1, watch=True)[0])
    bench.add(
        "launch to first row", median(ours, "first_row"), median(theirs, "first_row"), "s", "loop",
        "≤ other + 60 ms")


def skew(bench):
    """Sizes that differ much: the last file must not be waited for alone."""
    sizes = inputs.pareto(3_000, 500)
    data = inputs.make(bench.data, "pareto", sizes)
    for workers in (2, 8):
        ideal = max(sum(sizes) / workers, max(sizes)) / 100_000
        spans = []
        for _ in range(bench.runs):
            cost, output = bench.ours("patience", data, 10, workers)
            job = json.loads(bench.command("job", "list", "-o", "json"))[0]["name"]
            spans.append(bench.show(job)["progress"]["elapsed_seconds"])
        pool = bench.peer("pool", "patience", data, 10, workers)[0].wall
        bench.add(
            f"skewed sizes, {workers} workers: makespan", statistics.median(spans), ideal, "s",
            "ideal", "≤ 1.05")
        bench.add(f"skewed sizes, {workers} workers: pool", pool, ideal, "s", "ideal")


def shared(bench):
    """Four workers with a model of 500 MB."""
    data = inputs.make(bench.data, "empty", inputs.even(20_000, 0))
    job = bench.begin("weights", data, 10, 4)
    shown = bench.until(
        job, lambda shown: sum(w["files_done"] > 30 for w in shown["workers"]) >= 4)
    pids = [worker["pid"] for worker in shown["workers"]]
    server = {parent(pid) for pid in pids} - {shown["runner"]["pid"]}
    total = sum(map(measure.proportional_bytes, [*pids, *server]))
    bench.add("4 workers, 500 MB model: memory", total / 1e6, 500, "MB", "one model", "≤ 1.2")
    # Workers that use all cores would be measured instead.
    bench.command("job", "pause", "-n", job)
    bench.until(job, lambda shown: shown["progress"]["files_running"] == 0)
    times = []
    with bench.control(job) as control:
        for count in range(5, 5 + 2 * bench.runs):
            times.append(change(
                control, "job.setWorkers", count,
                lambda workers: sum(w["state"] in ("idle", "running") for w in workers) >= count))
    bench.add("one more worker: ready", statistics.median(times), None, "s", "", "≤ 20 ms")
    bench.end(job)


def change(control, method, count, is_in_force):
    """Seconds from a request until the runner says that all of it holds."""
    started = time.perf_counter()
    control.ask(method, count=count)
    while not is_in_force(control.ask("job.get")["workers"]):
        if time.perf_counter() - started > 60:
            raise RuntimeError(f"{method} {count} is not in force after a minute")
    return time.perf_counter() - started


def tuning(bench):
    """From an operator's request until it is in force, while mini-batches of 50 ms run."""
    data = inputs.make(bench.data, "empty", inputs.even(20_000, 0))
    bench.environment["BENCH_NAP"] = "0.05"
    job = bench.begin("nap", data, 10, 2)
    bench.until(job, lambda shown: shown["progress"]["files_succeeded"] > 40)
    sizes, fewer = [], []
    with bench.control(job) as control:
        for turn in range(2 * bench.runs):
            # The last mini-batch before the change is not cut short, so it is part of the wait.
            size = (64, 10)[turn % 2]
            sizes.append(change(
                control, "job.setMiniBatchSize", size,
                lambda workers: any(worker.get("fileCount") == size for worker in workers)))
            change(
                control, "job.setWorkers", 4,
                lambda workers: sum(w["state"] == "running" for w in workers) == 4)
            fewer.append(change(
                control, "job.setWorkers", 2,
                lambda workers: sum(w["state"] in ("idle", "running") for w in workers) == 2))
    bench.add(
        "mini-batch size: first of the new size", statistics.median(sizes), None, "s", "",
        "≤ 100 ms")
    bench.add("fewer workers: in force", statistics.median(fewer), None, "s", "", "≤ 100 ms")
    bench.end(job)


def runner(bench):
    """The runner's own processor time while it watches sixteen workers, asked four times a second."""
    data = inputs.make(bench.data, "empty", inputs.even(20_000, 0))
    bench.environment["BENCH_NAP"] = "1"
    job = bench.begin("nap", data, 1, 16)
    shown = bench.until(job, lambda shown: shown["progress"]["files_succeeded"] > 32)
    pid = shown["runner"]["pid"]
    shares = []
    with bench.control(job) as control:
        for _ in range(bench.runs):
            used, started = measure.cpu_seconds(pid), time.monotonic()
            for _ in range(20):
                control.ask("job.get")
                time.sleep(0.25)
            shares.append((measure.cpu_seconds(pid) - used) / (time.monotonic() - started) * 100)
    bench.add(
        "16 workers: the runner's processor time", statistics.median(shares), None,
        "% of a core", "", "≤ 1 %")
    bench.end(job)


def parent(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rsplit(")", 1)[1].split()[1])


def million(bench):
    """A million files."""
    data = inputs.make(bench.data, "empty", inputs.even(1_000_000, 0))
    started = time.monotonic()
    job = bench.begin("noop", data, 100, 2)
    shown = bench.until(job, lambda shown: shown["progress"]["files_succeeded"] > 0)
    listed = shown["progress"]["files_total"]
    bench.add(
        "1 000 000 files: first row", time.monotonic() - started, None, "s",
        f"{listed} files listed then", "before listing ends")
    peak = 0
    while (shown := bench.show(job))["runner"] is not None:
        try:
            peak = max(peak, measure.peak_bytes(shown["runner"]["pid"]))
        except FileNotFoundError:
            break
        time.sleep(0.2)
    bench.add("1 000 000 files: runner's memory", peak / 1e6, None, "MB", "", "≤ 128 MB")
    times = []
    for _ in range(10):
        began = time.monotonic()
        bench.show(job)
        times.append(time.monotonic() - began)
    bench.add("1 000 000 files: job show", statistics.median(times), None, "s", "", "≤ 50 ms")
    resume(bench, data)


def resume(bench, data):
    """A job that was killed when nearly all of its files were done, each a mini-batch, goes on."""
    gate = Path(bench.environment["BENCH_GATE"])
    job = bench.begin("gate", data, 1, 2)
    times = []
    for name in ("997.bin", "998.bin", "999.bin"):
        shown = bench.until(
            job, lambda shown: shown["progress"]["files_succeeded"] == 999_997 + len(times), 600)
        # It lies a tenth of a second back at most.
        time.sleep(0.5)
        os.kill(shown["runner"]["pid"], signal.SIGKILL)
        bench.until(job, lambda shown: shown["status"] == "Interrupted")
        rows = Path(shown["outputs"]["score"]["path"])
        length = rows.stat().st_size
        gate.with_name(f"gate-{name}").touch()
        started = time.monotonic()
        bench.command("job", "resume", "-n", job, "--detach")
        while rows.stat().st_size <= length:
            time.sleep(0.001)
        times.append(time.monotonic() - started)
    bench.add(
        "1 000 000 files: resume to the next row", statistics.median(times), None, "s", "", "≤ 2 s")
    bench.until(job, lambda shown: shown["status"] == "Completed" and shown["runner"] is None)


def command(bench):
    """Commands that scripts call often."""
    times = [measure.run([bench.binary, "--version"]).wall for _ in range(10 * bench.runs)]
    bench.add("--version", statistics.median(times), None, "s", "", "≤ 15 ms")


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (command, overhead, work, launch, skew, shared, tuning, runner, million)
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=HERE.parent / ".build/release/batchdeck", type=Path)
    parser.add_argument("--runs", default=3, type=int, help="of each, alternating (default 3)")
    parser.add_argument("scenarios", nargs="*", choices=[[], *SCENARIOS], metavar="SCENARIO",
                        help="of: " + ", ".join(SCENARIOS))
    options = parser.parse_args()
    if not options.binary.exists():
        sys.exit(f"{options.binary} is missing; build it with: make release")
    measure.adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="batchdeck-bench-"))
    try:
        bench = Bench(options.binary.absolute(), options.runs, folder)
        for name in options.scenarios or SCENARIOS:
            print(name, file=sys.stderr, flush=True)
            SCENARIOS[name](bench)
        print(bench.table())
    finally:
        # A runner outlives its job for a moment.
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
