"""The wire between runner and worker: length-prefixed frames on a stream socket.

A frame is u32 length of what follows, u8 kind, body; integers are little-endian. CONFIGURE and FORK
hold settings, `name=value` each ended by NUL; what a worker says of itself is a flat JSON object.
"""

import errno
import os
import sys
from struct import Struct

# Runner to worker.
CONFIGURE = 1
RUN = 2
STOP = 3
# To a fork server only.
FORK = 4
REAP = 5

# Worker to runner.
READY = 129
INIT_FAILED = 130
RESULT = 131
FAILED = 132
NOTICE = 133
# From a fork server only.
SHAREABLE = 134
FORKED = 135
FORK_FAILED = 136
REAPED = 137
# From a worker: a mini-batch that was taken back and that it has not begun.
SKIPPED = 138

# The longest frame taken from the runner, in bytes after the length field.
FRAME_LIMIT = 64 << 20

# Bytes asked for in one read. Larger buffers come from mmap on each read and triple its cost.
_READ_SIZE = 64 << 10

# Frames up to this size are joined and written with one call; above it the copy costs more.
_JOIN_LIMIT = 64 << 10

_HEAD = Struct("<IB")
_RUN = Struct("<QQI")
_RESULT = Struct("<IBQIIQQ")
_DISPATCH = Struct("<Q")
_PID = Struct("<i")

# The json module would take longer to load than the rest of this package.
_JSON_ESCAPES = {code: f"\\u{code:04x}" for code in range(0x20)}
_JSON_ESCAPES.update({ord('"'): '\\"', ord("\\"): "\\\\"})

# As os.fsdecode, whose per-call checks cost more than the decoding.
_PATH_ENCODING = sys.getfilesystemencoding()
_PATH_ERRORS = sys.getfilesystemencodeerrors()


class RunnerGone(Exception):
    """The other end of the wire was closed."""


class BadFrame(Exception):
    """The runner sent what the protocol does not allow."""


class WireClosed(Exception):
    """The script closed this end of the wire."""


class Wire:
    """Reads and writes frames on a blocking socket descriptor, which it owns."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._received = b""
        self._position = 0
        # A process forked by the script must neither speak for this worker nor keep its wire open.
        os.register_at_fork(after_in_child=self._close)

    @property
    def descriptor(self):
        """-1 in a process that the script forked."""
        return self._descriptor

    def take_unread(self):
        """What was read from the descriptor and is not part of a frame received yet."""
        unread = self._received[self._position :]
        self._received = b""
        self._position = 0
        return unread

    def receive(self):
        """The next frame as (kind, body)."""
        received = self._received
        start = self._position
        body = start + 5
        if len(received) < body:
            received = self._fill(5)
            start = 0
            body = 5
        length, kind = _HEAD.unpack_from(received, start)
        if not 1 <= length <= FRAME_LIMIT:
            raise BadFrame(f"frame of {length} bytes; it must be 1 to {FRAME_LIMIT}")
        end = start + 4 + length
        if len(received) < end:
            received = self._fill(4 + length)
            body = 5
            end = 4 + length
        self._position = end
        return kind, received[body:end]

    def _fill(self, needed):
        """Reads until `needed` bytes stand at the start of the buffer, and gives the buffer."""
        chunk = self._received[self._position :]
        chunks = [chunk]
        have = len(chunk)
        while have < needed:
            try:
                chunk = os.read(self._descriptor, _READ_SIZE)
            except OSError as error:
                raise self._meaning(error) from None
            if not chunk:
                raise RunnerGone
            chunks.append(chunk)
            have += len(chunk)
        self._received = b"".join(chunks)
        self._position = 0
        return self._received

    def send_result(self, dispatch, items, lines, run_ns, cpu_ns, rows):
        """Sends RESULT: the rows of a mini-batch as finished text."""
        length = _RESULT.size - 4 + len(rows)
        self._send(_RESULT.pack(length, RESULT, dispatch, items, lines, run_ns, cpu_ns), rows)

    def send_failed(self, dispatch, failure):
        """Sends FAILED: why a mini-batch gave no rows."""
        self._send_body(FAILED, _DISPATCH.pack(dispatch) + _json(failure))

    def send_skipped(self, dispatch):
        """Sends SKIPPED: a mini-batch that was taken back."""
        self._send_body(SKIPPED, _DISPATCH.pack(dispatch))

    def send(self, kind, fields):
        """Sends a frame whose whole body is a JSON object."""
        self._send_body(kind, _json(fields))

    def _send_body(self, kind, body):
        self._send(_HEAD.pack(len(body) + 1, kind), body)

    def _send(self, head, body):
        if len(body) <= _JOIN_LIMIT:
            self._write(head + body)
        else:
            self._write(head)
            self._write(body)

    def _write(self, data):
        try:
            written = os.write(self._descriptor, data)
            # A signal with a handler of the script's can cut a long write short.
            while written < len(data):
                written += os.write(self._descriptor, memoryview(data)[written:])
        except OSError as error:
            raise self._meaning(error) from None

    def _meaning(self, error):
        """RunnerGone or WireClosed where it is one of these, else the error itself."""
        if isinstance(error, ConnectionError) or self._descriptor < 0:
            return RunnerGone()
        return WireClosed() if error.errno == errno.EBADF else error

    def _close(self):
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def parse_run(body):
    """RUN's dispatch id, mini-batch index and file paths."""
    if len(body) <= _RUN.size or body[-1]:
        raise BadFrame("RUN without a terminated path")
    dispatch, index, count = _RUN.unpack_from(body)
    # The separator cannot be part of a character, so decoding once equals decoding each path.
    files = body[_RUN.size : -1].decode(_PATH_ENCODING, _PATH_ERRORS).split("\0")
    if len(files) != count:
        raise BadFrame(f"RUN announces {count} files and holds {len(files)}")
    return dispatch, index, files


def parse_settings(name, body):
    """The values of each setting, in their order, in the body of a frame called `name`."""
    if body and body[-1]:
        raise BadFrame(f"{name} without a terminated setting")
    settings = {}
    for text in body.decode(_PATH_ENCODING, _PATH_ERRORS).split("\0")[:-1]:
        key, equals, value = text.partition("=")
        if not equals:
            raise BadFrame(f"{name} holds {text!r}, which is no setting")
        settings.setdefault(key, []).append(value)
    return settings


def parse_reap(body):
    """The pid that is the body of REAP."""
    if len(body) != _PID.size:
        raise BadFrame(f"REAP of {len(body)} bytes")
    return _PID.unpack(body)[0]


def json_text(fields):
    """The fields, which are texts, numbers, truth values or None, as a JSON object."""
    members = (f'"{name}": {_json_value(value)}' for name, value in fields.items())
    return "{" + ", ".join(members) + "}"


def _json_value(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return '"' + str(value).translate(_JSON_ESCAPES) + '"'


def _json(fields):
    # Half of a surrogate pair, as in a file name that is not UTF-8, would be refused by readers.
    return json_text(fields).encode("utf-8", "replace")
