#!/usr/bin/env python3
"""What the dashboard costs: processor time, the answer to a key, the first picture, memory.

    dashboard.py [--binary PATH] [--failures N]

Drives it in a terminal of 200x60 of its own and prints a table in Markdown.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

import inputs
import measure
from bench import HERE, MANIFEST, Bench

COLUMNS, ROWS = 200, 60
# The end of a synchronised update: a frame is complete (DEC private mode 2026).
FRAME_END = b"\x1b[?2026l"
# The window's name, which follows a frame.
TITLE = re.compile(rb"\x1b\][^\x1b]*\x1b\\")
# Colours, movements, character sets.
CONTROL = re.compile(rb"\x1b\[[0-?]*[@-~]|\x1b\(B")

# Every file fails but one in a thousand: a job in which nothing succeeds stops early.
REFUSE = """
def init():
    pass

def run(mini_batch):
    for path in mini_batch:
        if not path.endswith("/000.bin"):
            raise ValueError("not a sheet: " + path[-12:])
    return mini_batch
"""
NO_RETRIES = "  error_threshold: -1\n  retry_settings:\n    max_retries: 0\n"


class Terminal:
    """The dashboard on a pseudo-terminal, from its start until `close`."""

    def __init__(self, bench, *arguments):
        environment = bench.environment | {
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        environment.pop("NO_COLOR", None)
        self.began = time.perf_counter()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
            os.execve(bench.binary, [bench.binary, "ui", *arguments], environment)

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        self.drain(0.2)
        os.waitpid(self.pid, 0)
        os.close(self.file)

    def read(self, seconds):
        """What comes within that time, as soon as something does; empty when nothing does."""
        ready, _, _ = select.select([self.file], [], [], seconds)
        try:
            return os.read(self.file, 1 << 20) if ready else b""
        except OSError:  # the end of a pseudo-terminal, pty(7)
            return b""

    def drain(self, seconds):
        """Reads until nothing has come for that long; how many frames did."""
        frames = 0
        while data := self.read(seconds):
            frames += data.count(FRAME_END)
        return frames

    def frames(self, seconds):
        """How many frames come within that time."""
        deadline, frames = time.perf_counter() + seconds, 0
        while (left := deadline - time.perf_counter()) > 0:
            frames += self.read(left).count(FRAME_END)
        return frames

    def wait_for(self, text, seconds=60):
        """Reads until the text has been drawn, and its frame is complete."""
        deadline, seen = time.perf_counter() + seconds, b""
        while text not in CONTROL.sub(b"", seen) or not TITLE.sub(b"", seen).endswith(FRAME_END):
            if time.perf_counter() > deadline:
                raise RuntimeError(f"{text} was not drawn within {seconds} s; the last of it: {seen[-500:]}")
            seen += self.read(0.1)

    def press(self, key):
        """Seconds from the key to the first byte, and to the end of the frame."""
        began = time.perf_counter()
        os.write(self.file, key)
        seen = self.read(5)
        first = time.perf_counter() - began
        while FRAME_END not in seen:
            if time.perf_counter() - began > 5:
                raise RuntimeError(f"no frame followed the key {key}")
            seen += self.read(1)
        return first, time.perf_counter() - began

    def processor_seconds(self):
        """User and system time of all its threads, in ticks of usually 10 ms (proc(5), stat)."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, measured, target):
        self.rows.append(f"| {what} | {measured} | {target} |")
        print(f"  {what}  {measured}  {target}", file=sys.stderr, flush=True)

    def __str__(self):
        return "\n".join(["| dashboard | measured | target |", "|---|---|---|", *self.rows])


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


def first_paint(bench, table, job):
    times = []
    for _ in range(15):
        terminal = Terminal(bench, "--attach", job)
        while FRAME_END not in terminal.read(5):
            pass
        times.append(time.perf_counter() - terminal.began)
        terminal.close()
    table.add(
        "start to first frame, median (worst) of 15",
        f"{milliseconds(statistics.median(times))} ({milliseconds(max(times))})", "≤ 150 ms")


def idle(bench, table, job, seconds=20):
    terminal = Terminal(bench, "--attach", job)
    terminal.wait_for(b"completed in")
    terminal.drain(2)
    before = terminal.processor_seconds()
    frames = terminal.frames(seconds)
    used = terminal.processor_seconds() - before
    table.add(f"idle for {seconds} s: processor", f"{used / seconds:.2%}, {frames} frames", "0.0 %")

    first, whole = zip(*(terminal.press(b"\t") for _ in range(300)))
    table.add(
        "key to first byte, p50 / p95 / worst of 300",
        " / ".join(map(milliseconds, (statistics.median(first), percentile(first, 0.95), max(first)))),
        "p95 ≤ 5 ms")
    table.add("key to whole frame, p95", milliseconds(percentile(whole, 0.95)), "")
    table.add("memory, finished job", f"{measure.peak_bytes(terminal.pid) / 1e6:.0f} MB", "≤ 60 MB")
    terminal.close()


def running(bench, table, seconds=20):
    """Eight workers that finish about 800 mini-batches a second, and use no processor time."""
    data = inputs.make(bench.data, "short", inputs.even(40_000, 1_000))
    job = bench.begin("patience", data, 1, 8)
    bench.until(job, lambda shown: sum(each["files_done"] > 0 for each in shown["workers"]) == 8)
    terminal = Terminal(bench, "--attach", job)
    terminal.frames(3)
    before = terminal.processor_seconds()
    frames = terminal.frames(seconds)
    used = terminal.processor_seconds() - before
    table.add(
        f"running, 8 workers, {seconds} s: processor",
        f"{used / seconds:.2%} at {frames / seconds:.1f} frames/s", "≤ 1 % at 10 frames/s")
    first = []
    for _ in range(100):
        terminal.drain(0.005)
        first.append(terminal.press(b"\t")[0])
    table.add("key to first byte while running, p95 of 100", milliseconds(percentile(first, 0.95)), "p95 ≤ 5 ms")
    terminal.close()
    bench.command("job", "cancel", "-n", job, "--now")
    bench.until(job, lambda shown: shown["runner"] is None)


def failures(bench, table, count):
    """The failures screen of a job in which nearly every file failed."""
    data = inputs.make(bench.data, "empty", inputs.even(count, 0))
    (bench.folder / "refuse.py").write_text(REFUSE)
    manifest = bench.folder / "refuse.yml"
    manifest.write_text(MANIFEST.format(
        name="refuse", model=bench.folder / "model.txt", code=bench.folder, script="refuse", size=1,
        workers=2) + NO_RETRIES)
    measure.run(
        [bench.binary, "run", manifest, "--input", data, "--python", sys.executable, "--progress", "none",
         "-o", "none"], bench.environment)
    job = newest(bench)
    failed = bench.show(job)["progress"]["files_failed"]
    terminal = Terminal(bench, "--attach", job)
    terminal.wait_for(b"completed in")
    began = time.perf_counter()
    os.write(terminal.file, b"3")
    terminal.wait_for(b"not a sheet")
    opened = time.perf_counter() - began
    terminal.drain(1)
    began = time.perf_counter()
    os.write(terminal.file, b"G")
    terminal.wait_for(b"not a sheet")
    table.add(
        f"{failed:_} failures: shown / last one shown".replace("_", " "),
        f"{milliseconds(opened)} / {milliseconds(time.perf_counter() - began)}", "")
    table.add(
        f"{failed:_} failures: memory".replace("_", " "),
        f"{measure.peak_bytes(terminal.pid) / 1e6:.0f} MB", "≤ 60 MB")
    terminal.close()


def newest(bench):
    return os.path.basename(max((bench.folder / "home/jobs").iterdir(), key=os.path.getctime))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=HERE.parent / ".build/release/batchdeck", type=Path)
    parser.add_argument("--failures", default=1_000_000, type=int, help="(default 1000000; 0 leaves it out)")
    options = parser.parse_args()
    if not options.binary.exists():
        sys.exit(f"{options.binary} is missing; build it with: make release")
    folder = Path(tempfile.mkdtemp(prefix="batchdeck-bench-"))
    try:
        bench, table = Bench(options.binary.absolute(), 1, folder), Table()
        bench.ours("noop", inputs.make(bench.data, "empty", inputs.even(1_000, 0)), 10, 2)
        job = newest(bench)
        first_paint(bench, table, job)
        idle(bench, table, job)
        running(bench, table)
        if options.failures:
            failures(bench, table, options.failures)
        print(table)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
