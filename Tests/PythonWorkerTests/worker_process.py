"""The runner's end of the wire: starts a real worker process and speaks the protocol with it."""

import fcntl
import json
import mmap
import os
import select
import socket
import struct
import subprocess
import time
from pathlib import Path

ENTRY = Path(__file__).resolve().parents[2] / "Sources/Execution/PythonWorker/batch_worker.py"

CONFIGURE, RUN, STOP, FORK, REAP = 1, 2, 3, 4, 5
READY, INIT_FAILED, RESULT, FAILED, NOTICE, SKIPPED = 129, 130, 131, 132, 133, 138
SHAREABLE, FORKED, FORK_FAILED, REAPED = 134, 135, 136, 137

# How long a test waits for anything the worker has to do, seconds.
DEADLINE = 30


class Result:
    def __init__(self, body):
        head = struct.Struct("<QIIQQ")
        self.dispatch, self.items, self.lines, self.run_ns, self.cpu_ns = head.unpack_from(body)
        self.rows = body[head.size :]


class Failed:
    def __init__(self, body):
        (self.dispatch,) = struct.unpack_from("<Q", body)
        fields = json.loads(body[8:])
        self.name = fields["class"]
        self.message = fields["message"]
        self.traceback = fields["traceback"]
        self.out_of_memory = fields["out_of_memory"]
        self.storage_full = fields["storage_full"]


class Connection:
    """Our ends of what a worker speaks through: its wire, status page and logs in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = None
        self.status = None
        self.notices = []
        self._received = b""
        self._dispatch = 0

    def open(self):
        """Opens our ends, and gives the worker's descriptors of wire and status page."""
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(DEADLINE)
        page = os.memfd_create("status", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(page, 4096)
        self.status = memoryview(mmap.mmap(page, 4096)).cast("Q")
        return theirs.detach(), page

    def run(self, files, index=0):
        """Sends RUN and gives the Result or Failed; notices on the way are kept."""
        self.send_run(files, index)
        return self.outcome()

    def send_run(self, files, index=0):
        self._dispatch += 1
        self.send(RUN, run_body(self._dispatch, index, files))

    def outcome(self):
        kind, body = self.answer()
        return {RESULT: Result, FAILED: Failed}[kind](body)

    def answer(self):
        """The next frame that is no NOTICE; notices on the way are kept."""
        while True:
            kind, body = self.receive()
            if kind != NOTICE:
                return kind, body
            self.notices.append(json.loads(body))

    def send(self, kind, body=b""):
        self.socket.sendall(struct.pack("<IB", len(body) + 1, kind) + body)

    def receive(self):
        """The next frame, or (None, b"") at the end of the stream."""
        while len(self._received) < 4 or len(self._received) < 4 + self._length():
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError as error:
                # It ended with our frames unread.
                raise AssertionError(f"it reset the connection: {self.stderr()}") from error
            if not data:
                return None, b""
            self._received += data
        end = 4 + self._length()
        frame, self._received = self._received[4:end], self._received[end:]
        return frame[0], frame[1:]

    def _length(self):
        return struct.unpack_from("<I", self._received)[0]

    @staticmethod
    def until(condition):
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, "the condition never came true"
            select.select([], [], [], 0.002)

    def until_running(self):
        self.until(lambda: self.status[1] == 3)

    def stdout(self):
        return (self.folder / "stdout").read_text()

    def stderr(self):
        return (self.folder / "stderr").read_text()


class WorkerProcess(Connection):
    """One worker in its own folder: code/ for the script, scratch/ as cwd, logs/, outputs/."""

    def __init__(self, folder, python):
        super().__init__(folder)
        self.python = python
        self.code = folder / "code"
        for name in ("code", "scratch", "logs", "outputs"):
            (folder / name).mkdir()
        self.process = None

    def start(self, environment=None):
        # Above 9, so that neither dup2 below overwrites the other's source.
        opened = self.open()
        high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10) for descriptor in opened]

        def place_descriptors():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        with open(self.folder / "stdout", "ab") as out, open(self.folder / "stderr", "ab") as err:
            self.process = subprocess.Popen(
                [self.python, str(ENTRY)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self.folder / "scratch",
                env={**_bare_environment(), **(environment or {})},
                pass_fds=(3, 4),
                preexec_fn=place_descriptors,
                start_new_session=True,
            )
        for descriptor in (*high, *opened):
            os.close(descriptor)
        return self

    def configure(self, script="score.py", **changes):
        """Sends CONFIGURE and gives the answer as (kind, fields)."""
        self.send(CONFIGURE, settings_body({**self.fields(script), **changes}))
        kind, body = self.answer()
        assert kind in (READY, INIT_FAILED, SHAREABLE), (kind, body, self.stderr())
        return kind, json.loads(body)

    def fields(self, script="score.py"):
        """What CONFIGURE has to hold."""
        return {
            "scoring_script": str(self.code / script),
            "code_dir": str(self.code),
            "output_action": "append_row",
            "logging_level": "info",
            "argv": [],
            "worker_id": 3,
            "process_name": "process003",
            "working_dir": str(self.folder / "scratch"),
            "output_dir": str(self.folder / "outputs"),
            "log_dir": str(self.folder / "logs" / "entry"),
        }

    def stop(self):
        """Sends STOP and gives the exit code."""
        self.send(STOP)
        return self.exit_code()

    def exit_code(self):
        return self.process.wait(DEADLINE)

    def end(self):
        if self.process is not None:
            self.socket.close()
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait(DEADLINE)


def _bare_environment():
    """Ours without Python's settings: PYTHONUNBUFFERED, say, would hide what the worker must do."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def settings_body(fields):
    """CONFIGURE's and FORK's body: of a list or an object each member is a setting."""
    body = b""
    for name, value in fields.items():
        if isinstance(value, dict):
            value = [f"{key}={text}" for key, text in value.items()]
        for text in value if isinstance(value, list) else [value]:
            body += os.fsencode(f"{name}={text}") + b"\0"
    return body


def run_body(dispatch, index, files):
    paths = b"".join(os.fsencode(file) + b"\0" for file in files)
    return struct.pack("<QQI", dispatch, index, len(files)) + paths
