"""What CONFIGURE says, checked."""

import json
import os
from urllib.parse import quote

from .wire import BadFrame

# Bytes of rows that one mini-batch may give, unless the runner says otherwise.
_DEFAULT_MAX_ROWS_BYTES = 256 << 20

_OUTPUT_ACTIONS = ("append_row", "summary_only")
_SHARE_MODEL = ("off", "auto", "on")

_TRACKING_URI = "MLFLOW_TRACKING_URI"


class Configuration:
    """The settings of one worker process; raises BadFrame when one is missing or wrong."""

    def __init__(self, fields):
        self._fields = fields
        self.scoring_script = self._take("scoring_script", str)
        self.code_folder = self._take("code_dir", str)
        self.output_action = self._take("output_action", str)
        self.logging_level = self._take("logging_level", str)
        self.arguments = self._take("argv", list)
        self.process_name = self._take("process_name", str)
        self.working_folder = self._take("working_dir", str)
        self.output_folder = self._take("output_dir", str)
        self.log_folder = self._take("log_dir", str)
        self.max_rows_bytes = self._take("max_rows_bytes", int, _DEFAULT_MAX_ROWS_BYTES)
        self.share_model = self._take("share_model", str, "off")
        # FORK's: variables to set, or to remove where the value is null. Others have them from the
        # runner's start.
        self.environment = self._take("environment", dict, {})
        # Where the stacks of all threads are appended when the runner asks; "" for stderr.
        self.stack_file = self._take("stack_file", str, "")
        # For private writable memory; 0 for no cap.
        self.memory_limit_bytes = self._take("memory_limit_bytes", int, 0)
        if self.output_action not in _OUTPUT_ACTIONS:
            raise BadFrame(f"CONFIGURE: output_action is {self.output_action!r}")
        if self.share_model not in _SHARE_MODEL:
            raise BadFrame(f"CONFIGURE: share_model is {self.share_model!r}")

    def of_worker(self, fields):
        """The settings of a worker forked from this process: ours, and FORK's where it has them."""
        return Configuration({**self._fields, **fields})

    @property
    def appends_rows(self):
        return self.output_action == "append_row"

    @property
    def script_folder(self):
        return os.path.dirname(self.scoring_script)

    @property
    def entry_script_log(self):
        """Where EntryScript().logger writes."""
        return os.path.join(self.log_folder, self.process_name + ".log.txt")

    @property
    def _mlflow_folder(self):
        return os.path.join(self.log_folder, "mlruns", self.process_name)

    @property
    def _mlflow_store(self):
        return "file://" + quote(self._mlflow_folder)

    def publish_environment(self):
        """Sets the variables that are a forked worker's own."""
        for name, value in self.environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def publish_entry_script(self):
        """Sets what EntryScript tells in this process and in those started from it.

        Through the environment: importing azureml_user here would hide a copy of the user's own.
        """
        os.environ["BATCHDECK_ENTRY_SCRIPT"] = json.dumps(
            {
                "agent_name": self.process_name,
                "log_dir": self.log_folder,
                "logging_level": self.logging_level,
                "output_dir": self.output_folder,
                "working_dir": self.working_folder,
            }
        )

    def publish_mlflow_store(self, server=None):
        """Gives MLflow a store in the job's own folder, unless the operator has named one.

        MLflow starts a run by itself at the first log_param() or log_metric(). One store for each
        process: two that create the same one at the same time stumble over each other. A worker
        forked from `server` stays with that one's if init() has created it: the script may hold
        ids of what is in it.
        """
        # Nothing leaves the machine that the operator did not send.
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        given = os.environ.get(_TRACKING_URI)
        is_servers = server is not None and given == server._mlflow_store
        if given is not None and not (is_servers and not os.path.exists(server._mlflow_folder)):
            return
        os.environ[_TRACKING_URI] = self._mlflow_store
        # Recent MLflow refuses a store of files unless it is asked for so.
        os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

    def _take(self, key, kind, default=None):
        value = self._fields.get(key, default)
        if not isinstance(value, kind):
            raise BadFrame(f"CONFIGURE: {key} is {value!r}; it must be of type {kind.__name__}")
        return value
