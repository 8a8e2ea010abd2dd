"""`from azureml_user.parallel_run import EntryScript`, as scoring scripts write it."""

import json
import logging
import os

# Set by the worker; a variable, so that processes that the script starts have it too.
_VARIABLE = "BATCHDECK_ENTRY_SCRIPT"

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class EntryScript:
    """What a scoring script can ask about the worker it runs in; one instance, picklable."""

    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __reduce__(self):
        return EntryScript, ()

    @property
    def agent_name(self):
        """The worker's name, such as process003."""
        return self._setting("agent_name", "process000")

    @property
    def log_dir(self):
        """The folder for the script's own log files; it exists."""
        folder = self._setting("log_dir", os.getcwd())
        os.makedirs(folder, exist_ok=True)
        return folder

    @property
    def output_dir(self):
        """The job's output folder."""
        return self._setting("output_dir", os.getcwd())

    @property
    def working_dir(self):
        """The worker's scratch folder."""
        return self._setting("working_dir", os.getcwd())

    @property
    def logger(self):
        """A logger that writes to AGENT_NAME.log.txt in `log_dir`, and nowhere else."""
        logger = logging.getLogger("EntryScript")
        if not logger.handlers:
            path = os.path.join(self.log_dir, self.agent_name + ".log.txt")
            handler = logging.FileHandler(path, encoding="utf-8")
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
            logger.setLevel(self._setting("logging_level", "INFO").upper())
            logger.propagate = False
        return logger

    @staticmethod
    def _setting(name, default):
        settings = json.loads(os.environ.get(_VARIABLE, "{}"))
        return settings.get(name, default)
