"""Fixtures: a worker that is not started, workers with a script, and fork servers.

BATCHDECK_TEST_PYTHON picks the interpreter of the workers; tests that need a library it lacks skip.
"""

import os
import subprocess
import sys
import textwrap

import pytest

from fork_server_process import ForkServer
from worker_process import READY, WorkerProcess

PYTHON = os.environ.get("BATCHDECK_TEST_PYTHON", sys.executable)


@pytest.fixture
def worker(tmp_path):
    process = WorkerProcess(tmp_path, PYTHON)
    yield process
    process.end()


@pytest.fixture
def scripted(worker):
    """Starts the worker with a script and gives its answer to CONFIGURE as (kind, fields)."""

    def start(text, script="score.py", environment=None, **changes):
        path = worker.code / script
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        worker.start(environment)
        return worker.configure(script, **changes)

    return start


@pytest.fixture
def scoring(worker, scripted):
    """A ready worker whose script is the given lines, with an empty init() unless they have one."""

    def start(text, **options):
        text = textwrap.dedent(text)
        if "def init(" not in text:
            text += "\ndef init():\n    pass\n"
        kind, fields = scripted(text, **options)
        assert kind == READY, fields
        return worker

    return start


@pytest.fixture
def sharing(worker):
    """A fork server whose script is the given lines."""
    servers = []

    def start(text, **options):
        (worker.code / "score.py").write_text(textwrap.dedent(text))
        servers.append(ForkServer(worker))
        servers[0].facts = servers[0].start(**options)
        return servers[0]

    yield start
    for server in servers:
        server.end()


def _has(library):
    check = subprocess.run([PYTHON, "-c", f"import {library}"], stderr=subprocess.DEVNULL)
    return check.returncode == 0


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(library): the workers' interpreter must have it")


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        library = mark.args[0]
        if library not in _known:
            _known[library] = _has(library)
        if not _known[library]:
            pytest.skip(f"{PYTHON} has no {library}")


_known = {}
