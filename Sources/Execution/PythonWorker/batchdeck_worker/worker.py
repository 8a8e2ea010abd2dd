"""The life of a worker: configure, init(), run() for each mini-batch, shutdown()."""

import os
import sys
from time import monotonic, monotonic_ns, process_time_ns

from . import wire as frames
from .configuration import Configuration
from .failures import failure, ran_out_of_memory
from .logs import set_up_logs
from .mini_batch import MiniBatch
from .rows import RowWriter, read_frame_options
from .script import ScoringScript, import_script
from .status_page import (
    FIELD_COUNT,
    FIELD_DISPATCH,
    FIELD_FILES,
    FIELD_MINI_BATCHES,
    FIELD_PHASE,
    FIELD_STARTED,
    FIELD_TAKEN,
    FIELD_TAKEN_BACK,
    IDLE,
    INITIALIZING,
    RUNNING,
    STOPPING,
)


class InitFailed(Exception):
    """The script cannot score; the runner has been told why."""


class Worker:
    """One script, one wire, one status page."""

    def __init__(self, wire, status):
        self._wire = wire
        self._status = status
        self._script = None
        self._row_writer = None
        self._noticed = set()
        # CPU time of the process when the mini-batch before ended.
        self._cpu_ns = 0

    def live(self):
        """Everything from the first frame to STOP; raises InitFailed if that is how it ends."""
        kind, body = self._wire.receive()
        if kind == frames.STOP:
            return
        if kind != frames.CONFIGURE:
            raise frames.BadFrame(f"frame of kind {kind} before CONFIGURE")
        configuration = Configuration(frames.parse_configure(body))
        self._status[FIELD_PHASE] = INITIALIZING
        started = monotonic()
        self._start_script(configuration)
        self._status[FIELD_PHASE] = IDLE
        self._wire.send(
            frames.READY,
            {
                "pid": os.getpid(),
                "python": "{}.{}.{}".format(*sys.version_info),
                "executable": sys.executable,
                # From CONFIGURE: importing the script and its libraries is most of it.
                "init_seconds": monotonic() - started,
                "threads": len(os.listdir("/proc/self/task")),
            },
        )
        self._serve()
        self._status[FIELD_PHASE] = STOPPING
        self._shut_down()

    def _start_script(self, configuration):
        set_up_logs(configuration.logging_level)
        configuration.publish_entry_script()
        configuration.publish_mlflow_store()
        sys.argv = [configuration.scoring_script, *map(str, configuration.arguments)]
        stage = "import"
        try:
            module = import_script(configuration.scoring_script, configuration.code_folder)
            stage = "contract"
            self._script = ScoringScript(module)
            folders = (configuration.script_folder, configuration.code_folder)
            self._row_writer = RowWriter(
                configuration.appends_rows,
                read_frame_options(folders),
                configuration.max_rows_bytes,
                self._notify,
            )
            stage = "init"
            self._script.init()
        except BaseException as error:
            missing = error.name if isinstance(error, ModuleNotFoundError) else None
            self._wire.send(
                frames.INIT_FAILED, {**failure(error), "stage": stage, "missing_module": missing}
            )
            raise InitFailed from None

    def _serve(self):
        receive = self._wire.receive
        self._cpu_ns = process_time_ns()
        while True:
            kind, body = receive()
            if kind == frames.RUN:
                # What was sent ahead may have been taken back since.
                if not self._status[FIELD_TAKEN_BACK]:
                    self._score(body)
            elif kind == frames.STOP:
                return
            else:
                raise frames.BadFrame(f"frame of kind {kind} after CONFIGURE")

    def _score(self, body):
        """One attempt at one mini-batch, from RUN's body to RESULT or FAILED."""
        dispatch, index, files = frames.parse_run(body)
        count = len(files)
        status = self._status
        mini_batch = MiniBatch(files, status)
        status[FIELD_TAKEN] = 0
        status[FIELD_COUNT] = count
        status[FIELD_DISPATCH] = dispatch
        problem = None
        started = monotonic_ns()
        status[FIELD_STARTED] = started
        status[FIELD_PHASE] = RUNNING
        try:
            returned = self._script.run(mini_batch, index)
            run_ns = monotonic_ns() - started
            # Still RUNNING: formatting rows calls the script's str() and pandas.
            items, lines, rows = self._row_writer.rows(returned)
        except BaseException as error:
            problem = {**failure(error), "out_of_memory": ran_out_of_memory(error)}
        status[FIELD_PHASE] = IDLE
        mini_batch.detach()
        if problem is not None:
            self._wire.send_failed(dispatch, problem)
            return
        status[FIELD_MINI_BATCHES] += 1
        status[FIELD_FILES] += count
        # Sampled once, not before and after run(): the system call costs as much as the rest here.
        cpu_ns = process_time_ns()
        self._wire.send_result(dispatch, items, lines, run_ns, cpu_ns - self._cpu_ns, rows)
        self._cpu_ns = cpu_ns

    def _shut_down(self):
        if self._script.shutdown is None:
            return
        try:
            self._script.shutdown()
        except BaseException as error:
            problem = failure(error)
            print(problem["traceback"], file=sys.stderr)
            self._notify("shutdown_failed", f"shutdown(): {problem['class']}: {problem['message']}")

    def _notify(self, code, message):
        """Sends a NOTICE, the first time that its code comes up."""
        if code not in self._noticed:
            self._noticed.add(code)
            self._wire.send(frames.NOTICE, {"code": code, "message": message})
