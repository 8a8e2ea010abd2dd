"""The fork server: holds what init() made, and forks workers that share it.

It runs no code of the script after init(), has one thread, and ends with the runner.
"""

import array
import ctypes
import gc
import io
import os
import sys
from collections import deque

try:
    # Without the enumerations of the socket module, which take milliseconds to load.
    import _socket as socket
except ImportError:
    import socket

from . import wire as frames
from .logs import complain
from .script_signals import ScriptSignals
from .signals import signal
from .wire import BadFrame, RunnerGone

# What comes with FORK, in this order: the worker's wire, status page, stdout and stderr.
DESCRIPTORS_EACH = 4

_READ_SIZE = 64 << 10
# A read ends with the first message that has descriptors (unix(7)), so they are one FORK's.
_DESCRIPTOR_ROOM = socket.CMSG_SPACE(4 * DESCRIPTORS_EACH)

_STOPPED = 0
_BROKEN = 70


class Fork:
    """What a forked worker knows when it begins."""

    def __init__(self, runner_pid, server_pid, settings, descriptors, signals):
        self.runner_pid = runner_pid
        self.server_pid = server_pid
        # Those of FORK.
        self.settings = settings
        self.wire, self.status_page, self.stdout, self.stderr = descriptors
        self.signals = signals


class ForkServer:
    """Answers the runner's FORK and REAP on a wire whose other frames are over."""

    def __init__(self, wire):
        self._wire = wire
        # Its own duplicate: the wire closes its descriptor in every forked process.
        self._socket = socket.socket(fileno=os.dup(wire.descriptor))
        self._unread = wire.take_unread()
        self._descriptors = deque()
        # Workers that have not been reaped.
        self._workers = set()
        self._signals = ScriptSignals()
        self._signals.lay_aside()
        _flush_everything()
        # Collecting later would write to the pages of every object, and unshare them.
        gc.collect()
        gc.freeze()

    def serve(self):
        """Serves until STOP or the runner's end, and then exits.

        Comes back in forked workers only, where it gives a Fork.
        """
        try:
            return self._answer()
        except RunnerGone:
            self._end(_STOPPED)
        except Exception as error:
            complain(f"fork server: {error}")
            self._end(_BROKEN)

    def _answer(self):
        while True:
            kind, body = self._receive()
            if kind == frames.FORK:
                fork = self._fork(frames.parse_settings("FORK", body))
                if fork is not None:
                    return fork
            elif kind == frames.REAP:
                self._reap(frames.parse_reap(body))
            elif kind == frames.STOP:
                self._end(_STOPPED)
            else:
                raise BadFrame(f"frame of kind {kind} to a fork server")

    def _fork(self, settings):
        """A Fork in the new worker, None in the server."""
        if len(self._descriptors) < DESCRIPTORS_EACH:
            raise BadFrame(f"FORK with {len(self._descriptors)} descriptors")
        descriptors = [self._descriptors.popleft() for _ in range(DESCRIPTORS_EACH)]
        runner, server = os.getppid(), os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            pid = None
            failure = error.strerror
        if pid == 0:
            self._socket.close()
            for descriptor in self._descriptors:
                os.close(descriptor)
            return Fork(runner, server, settings, descriptors, self._signals)
        for descriptor in descriptors:
            os.close(descriptor)
        name = settings.get("process_name", [""])[-1]
        if pid is None:
            self._wire.send(frames.FORK_FAILED, {"process_name": name, "message": failure})
        else:
            self._workers.add(pid)
            self._wire.send(frames.FORKED, {"process_name": name, "pid": pid})
        return None

    def _reap(self, pid):
        if pid not in self._workers:
            raise BadFrame(f"REAP of {pid}, which is no worker")
        _, status, usage = os.wait4(pid, 0)
        self._workers.remove(pid)
        self._wire.send(
            frames.REAPED,
            {
                "pid": pid,
                "status": status,
                "user_seconds": usage.ru_utime,
                "system_seconds": usage.ru_stime,
                "max_rss_kib": usage.ru_maxrss,
            },
        )

    def _receive(self):
        """The next frame as (kind, body); descriptors on the way are kept in their order."""
        length = int.from_bytes(self._bytes(4), "little")
        if not 1 <= length <= frames.FRAME_LIMIT:
            raise BadFrame(f"frame of {length} bytes; it must be 1 to {frames.FRAME_LIMIT}")
        frame = self._bytes(length)
        return frame[0], frame[1:]

    def _bytes(self, count):
        while len(self._unread) < count:
            data, ancillary, _, _ = self._socket.recvmsg(_READ_SIZE, _DESCRIPTOR_ROOM)
            for level, kind, content in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    numbers = array.array("i")
                    numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
                    self._descriptors.extend(numbers)
            if not data:
                raise RunnerGone
            self._unread += data
        taken, self._unread = self._unread[:count], self._unread[count:]
        return taken

    def _end(self, code):
        """Ends the server and whatever its workers have in their process groups."""
        for pid in self._workers:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                # It has not come to leading its group: then it dies with us.
                pass
        # No atexit functions: they are the script's, and each worker has them.
        os._exit(code)


def _flush_everything():
    """Empties the buffers of all files: what is in them would be written once by each worker."""
    for stream in (sys.stdout, sys.stderr, *gc.get_objects()):
        # By type(), as an object's own __class__ may run code.
        if not issubclass(type(stream), (io.TextIOBase, io.BufferedIOBase)):
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            # Closed, by the script or with its descriptor.
            pass
    ctypes.CDLL(None).fflush(None)
