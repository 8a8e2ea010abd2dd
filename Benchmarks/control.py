"""Speaks to a job's runner as dashboards do, without a command's own time."""

import json
import socket


class Control:
    """A connection to a control socket: JSON-RPC 2.0, a message a line."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")
        self._asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._lines.close()
        self._socket.close()

    def ask(self, method, **parameters):
        """Sends a request and gives its result."""
        self._asked += 1
        request = {"jsonrpc": "2.0", "id": self._asked, "method": method, "params": parameters}
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        for line in self._lines:
            answer = json.loads(line)
            if answer.get("id") == self._asked:
                return answer["result"]
        raise RuntimeError("the runner has closed the connection")
