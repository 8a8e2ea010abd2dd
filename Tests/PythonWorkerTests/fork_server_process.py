"""The runner's end of a fork server: a worker process that stays to fork others."""

import json
import os
import select
import socket
import struct
from pathlib import Path

from worker_process import (
    DEADLINE,
    FORK,
    FORKED,
    READY,
    REAP,
    REAPED,
    SHAREABLE,
    Connection,
    settings_body,
)


class ForkServer:
    """A started WorkerProcess whose script is shareable, and what it has forked."""

    def __init__(self, process):
        self.process = process
        self.workers = []

    def start(self, environment=None, **changes):
        """Starts the process; its script is in place. Gives SHAREABLE's fields."""
        self.process.start(environment)
        kind, fields = self.process.configure(**{"share_model": "on", **changes})
        assert kind == SHAREABLE, (kind, fields, self.process.notices)
        return fields

    def fork(self, name, **fields):
        """A forked worker that has said READY."""
        worker = self.fork_unready(name, **fields)
        kind, body = worker.receive()
        assert kind == READY, (kind, body, worker.stderr())
        worker.ready = json.loads(body)
        return worker

    def fork_unready(self, name, **fields):
        worker = ForkedWorker(self.process.folder / name, self)
        self.workers.append(worker)
        worker.request({"process_name": name, "working_dir": str(worker.folder), **fields})
        kind, body = self.process.receive()
        assert kind == FORKED, (kind, body, self.process.stderr())
        answer = json.loads(body)
        assert answer.pop("process_name") == name
        worker.adopt(answer["pid"])
        return worker

    def end(self):
        self.process.end()
        for worker in self.workers:
            worker.close()


class ForkedWorker(Connection):
    """A worker in a folder of its own, by which its working directory and its logs go."""

    def __init__(self, folder, server):
        super().__init__(folder)
        folder.mkdir()
        self.server = server
        self.pid = None
        self._pidfd = None
        self.ready = None

    def request(self, fields):
        logs = [
            os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for name in ("stdout", "stderr")
        ]
        descriptors = [*self.open(), *logs]
        body = settings_body(fields)
        frame = struct.pack("<IB", len(body) + 1, FORK) + body
        assert socket.send_fds(self.server.process.socket, [frame], descriptors) == len(frame)
        for descriptor in descriptors:
            os.close(descriptor)

    def adopt(self, pid):
        self.pid = pid
        self._pidfd = os.pidfd_open(pid)

    def wait(self):
        """Waits for the process to have ended, without reaping it."""
        ended, _, _ = select.select([self._pidfd], [], [], DEADLINE)
        assert ended, "it did not end"

    def reap(self):
        """Waits, and gives REAPED's fields."""
        self.wait()
        self.server.process.send(REAP, struct.pack("<i", self.pid))
        kind, body = self.server.process.receive()
        assert kind == REAPED, (kind, body)
        return json.loads(body)

    def close(self):
        self.socket.close()
        if self._pidfd is not None:
            os.close(self._pidfd)


def pss_bytes(pid):
    """Memory of a process, that which it shares divided by the number of those who share it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
