"""What CONFIGURE says, checked."""

import os

from .wire import BadFrame, json_text, parse_settings

# Bytes of rows that one mini-batch may give, unless the runner says otherwise.
_DEFAULT_MAX_ROWS_BYTES = 256 << 20

_OUTPUT_ACTIONS = ("append_row", "summary_only")
_SHARE_MODEL = ("off", "auto", "on")

_TRACKING_URI = "MLFLOW_TRACKING_URI"

# Bytes that a URI's path holds as they are (RFC 3986).
_URI_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


class Configuration:
    """The settings of one worker process, as parse_settings() gives them.

    Raises BadFrame when one is missing or wrong.
    """

    def __init__(self, settings):
        self._settings = settings
        self.scoring_script = self._text("scoring_script")
        self.code_folder = self._text("code_dir")
        self.output_action = self._text("output_action")
        self.logging_level = self._text("logging_level")
        self.arguments = settings.get("argv", [])
        self.process_name = self._text("process_name")
        self.working_folder = self._text("working_dir")
        self.output_folder = self._text("output_dir")
        self.log_folder = self._text("log_dir")
        self.max_rows_bytes = self._number("max_rows_bytes", _DEFAULT_MAX_ROWS_BYTES)
        self.share_model = self._text("share_model", "off")
        # When this run of the job began, nanoseconds since 1970; 0 where no code is the user's.
        self.began_ns = self._number("began_ns", 0)
        # FORK's: variables to set, NAME=VALUE. Others have them from the runner's start.
        self.environment = settings.get("environment", [])
        # Where the stacks of all threads are appended when the runner asks; "" for stderr.
        self.stack_file = self._text("stack_file", "")
        # For private writable memory; 0 for no cap.
        self.memory_limit_bytes = self._number("memory_limit_bytes", 0)
        if self.output_action not in _OUTPUT_ACTIONS:
            raise BadFrame(f"CONFIGURE: output_action is {self.output_action!r}")
        if self.share_model not in _SHARE_MODEL:
            raise BadFrame(f"CONFIGURE: share_model is {self.share_model!r}")

    @classmethod
    def parse(cls, body):
        """The settings in the body of CONFIGURE."""
        return cls(parse_settings("CONFIGURE", body))

    def of_worker(self, settings):
        """The settings of a worker forked from this process: ours, and FORK's where it has them."""
        return Configuration({**self._settings, **settings})

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
        return "file://" + _uri_path(self._mlflow_folder)

    def publish_environment(self):
        """Sets the variables that are a forked worker's own."""
        for variable in self.environment:
            name, _, value = variable.partition("=")
            os.environ[name] = value

    def publish_entry_script(self):
        """Sets what EntryScript tells in this process and in those started from it.

        Through the environment: importing azureml_user here would hide a copy of the user's own.
        """
        os.environ["BATCHDECK_ENTRY_SCRIPT"] = json_text(
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

    def _text(self, key, default=None):
        values = self._settings.get(key)
        if values is not None:
            return values[-1]
        if default is None:
            raise BadFrame(f"CONFIGURE has no {key}")
        return default

    def _number(self, key, default):
        text = self._text(key, str(default))
        if not text.isdecimal():
            raise BadFrame(f"CONFIGURE: {key} is {text!r}; it must be a number")
        return int(text)


def _uri_path(path):
    """As urllib.parse.quote, which takes milliseconds to load."""
    return "".join(
        chr(byte) if byte in _URI_BYTES else f"%{byte:02X}" for byte in os.fsencode(path)
    )
