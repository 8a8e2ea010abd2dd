"""The life of a worker: configure, init(), run() for each mini-batch, shutdown()."""

import os
import sys
from time import monotonic, monotonic_ns, process_time_ns

from . import wire as frames
from .code_changes import changed_module
from .configuration import Configuration
from .failures import failure, prepare_for_failures
from .logs import answer_stack_requests, set_up_logs
from .memory import hold_reserve, limit_memory
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
    NOWHERE,
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
        self._mini_batch = MiniBatch([], NOWHERE)
        os.register_at_fork(after_in_child=self._leave_status)

    def live(self):
        """Everything from the first frame to STOP; raises InitFailed if that is how it ends."""
        kind, body = self._wire.receive()
        if kind == frames.STOP:
            return
        if kind != frames.CONFIGURE:
            raise frames.BadFrame(f"frame of kind {kind} before CONFIGURE")
        configuration = Configuration.parse(body)
        self._status[FIELD_PHASE] = INITIALIZING
        started = monotonic()
        if configuration.share_model == "off":
            self._start_script(configuration)
        else:
            started = self._start_shared(configuration, started)
        self._tell_start(frames.READY, started)
        self._serve()
        self._status[FIELD_PHASE] = STOPPING
        self._shut_down()

    def _tell_start(self, kind, started):
        self._status[FIELD_PHASE] = IDLE
        self._wire.send(
            kind,
            {
                "pid": os.getpid(),
                "python": "{}.{}.{}".format(*sys.version_info),
                # From CONFIGURE: importing the script and its libraries is most of it. In a forked
                # worker from the fork.
                "init_seconds": monotonic() - started,
                "threads": len(os.listdir("/proc/self/task")),
            },
        )

    def _start_shared(self, configuration, started):
        """As `_start_script`, and when workers can share what that made, stays as fork server.

        Comes back with the time of the start: in the forked workers, or in this process if it has
        to be a worker itself.
        """
        # Not needed by workers that are not shared, and some of it takes milliseconds to import.
        from .sharing import obstacle_to_sharing
        from .thread_caps import HeldThreads, apply_environment, thread_setters

        held = HeldThreads()
        self._start_script(configuration)
        setters = thread_setters()
        obstacle = obstacle_to_sharing({self._wire.descriptor})
        if obstacle is not None:
            self._notify("not_shared", f"Workers do not share the model: {obstacle}")
            held.release()
            apply_environment(setters)
            return started
        from .fork_server import ForkServer
        from .forked_worker import part_from_server, take_over

        server = ForkServer(self._wire)
        self._tell_start(frames.SHAREABLE, started)
        fork = server.serve()
        started = monotonic()
        self._wire, self._status = take_over(fork)
        self._status[FIELD_PHASE] = INITIALIZING
        try:
            own = configuration.of_worker(fork.settings)
            held.release()
            part_from_server(fork, configuration, own)
            answer_stack_requests(own.stack_file)
            limit_memory(own.memory_limit_bytes)
            apply_environment(setters)
            if self._script.after_fork is not None:
                self._script.after_fork()
        except BaseException as error:
            self._fail_start("after_fork", error)
        return started

    def _start_script(self, configuration):
        set_up_logs(configuration.logging_level)
        answer_stack_requests(configuration.stack_file)
        limit_memory(configuration.memory_limit_bytes)
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
            self._tell_changed_code(configuration)
            self._fail_start(stage, error)
        self._tell_changed_code(configuration)

    def _tell_changed_code(self, configuration):
        if configuration.began_ns == 0:
            return
        changed = changed_module(
            configuration.code_folder, configuration.scoring_script, configuration.began_ns
        )
        if changed is not None:
            self._notify(
                "code_changed",
                f"{changed} has changed since the job began; workers that start after it run it changed",
            )

    def _fail_start(self, stage, error):
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        self._wire.send(
            frames.INIT_FAILED, {**failure(error), "stage": stage, "missing_module": missing}
        )
        raise InitFailed from None

    def _serve(self):
        receive = self._wire.receive
        self._cpu_ns = process_time_ns()
        is_first = True
        while True:
            kind, body = receive()
            if kind == frames.RUN:
                try:
                    self._score(body)
                except frames.WireClosed:
                    # This mini-batch did it: the page tells the runner so.
                    self._status[FIELD_PHASE] = RUNNING
                    raise
                if is_first:
                    # Not before the first row, which somebody waits for, and not once it is needed:
                    # then there may be no memory or no descriptor left to load it with.
                    is_first = False
                    prepare_for_failures()
                    self._cpu_ns = process_time_ns()
            elif kind == frames.STOP:
                return
            else:
                raise frames.BadFrame(f"frame of kind {kind} after CONFIGURE")

    def _score(self, body):
        """One attempt at one mini-batch, from RUN's body to RESULT or FAILED."""
        dispatch, index, files = frames.parse_run(body)
        count = len(files)
        status = self._status
        self._mini_batch = mini_batch = MiniBatch(files, status)
        status[FIELD_TAKEN] = 0
        status[FIELD_COUNT] = count
        status[FIELD_DISPATCH] = dispatch
        problem = None
        started = monotonic_ns()
        status[FIELD_STARTED] = started
        status[FIELD_PHASE] = RUNNING
        # Only now: the runner reads the page after it has set its mark, so one of us sees the other.
        if dispatch <= status[FIELD_TAKEN_BACK]:
            status[FIELD_PHASE] = IDLE
            mini_batch.detach()
            self._wire.send_skipped(dispatch)
            return
        try:
            returned = self._script.run(mini_batch, index)
            run_ns = monotonic_ns() - started
            # Still RUNNING: formatting rows calls the script's str() and pandas.
            items, lines, rows = self._row_writer.rows(returned)
        except BaseException as error:
            problem = failure(error)
        # Not the page when this is a process that the script forked and that returned from run().
        status = self._status
        status[FIELD_PHASE] = IDLE
        mini_batch.detach()
        if problem is not None:
            self._wire.send_failed(dispatch, problem)
            hold_reserve()
            return
        status[FIELD_MINI_BATCHES] += 1
        status[FIELD_FILES] += count
        # Sampled once, not before and after run(): the system call costs as much as the rest here.
        cpu_ns = process_time_ns()
        self._wire.send_result(dispatch, items, lines, run_ns, cpu_ns - self._cpu_ns, rows)
        self._cpu_ns = cpu_ns

    def _leave_status(self):
        """In a process that the script forked: its mini-batch is not for the runner's eyes."""
        self._status = NOWHERE
        self._mini_batch.detach()

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
