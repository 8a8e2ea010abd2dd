"""The scoring script of a deployment whose MLflow model comes without one.

Each file is read as its extension says and given to the model's predict() on its own. The rows are
`row,prediction…,file`; parallel_run_step.settings.json beside this file makes them comma separated.
"""

import logging
import os

import mlflow.pyfunc
import pandas as pd

from batchdeck_mlflow.images import IMAGE_EXTENSIONS, ImageReader
from batchdeck_mlflow.predictions import prediction_frame
from batchdeck_mlflow.tables import TABLE_EXTENSIONS, TableReader

# The logger and the words that Azure's own driver uses, so that a search for them finds ours.
_logger = logging.getLogger("azureml")
_PROBLEM = "Error processing input file: '{}'."

_model = None
_readers = {}


class InputFileError(ValueError):
    """A file that cannot be made into what the model takes."""


def init():
    """Loads the model and learns from its signature how files are read."""
    global _model
    # MLflow refuses a model behind a link that leads out of the folder it stands in.
    folder = os.path.realpath(model_folder(os.environ["AZUREML_MODEL_DIR"]))
    _model = mlflow.pyfunc.load_model(folder)
    schema = _model.metadata.get_input_schema()
    _readers.update(dict.fromkeys(TABLE_EXTENSIONS, TableReader(schema)))
    _readers.update(dict.fromkeys(IMAGE_EXTENSIONS, ImageReader(schema)))


def run(mini_batch):
    """A frame with the columns row, one or more of predictions, and file.

    Raises for the first file that cannot be read or predicted; it is named in the log.
    """
    names = []
    predictions = []
    for path in mini_batch:
        names.append(os.path.basename(path))
        predictions.append(_predict(path))
    return _rows(names, predictions)


def model_folder(root):
    """`root` or the one folder in it that holds a file named MLmodel."""
    entries = sorted(entry.path for entry in os.scandir(root) if entry.is_dir())
    found = [path for path in [root, *entries] if os.path.isfile(os.path.join(path, "MLmodel"))]
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{root} holds {len(found)} MLflow models; it must hold one.")
    raise FileNotFoundError(
        f"{root} holds no MLflow model: neither it nor a folder in it has a file named MLmodel."
    )


def _predict(path):
    try:
        return prediction_frame(_model.predict(_read(path)))
    except InputFileError as error:
        _logger.error("%s", error)
        raise
    except Exception as error:
        _logger.error("%s Exception: %s", _PROBLEM.format(path), error)
        raise


def _read(path):
    extension = os.path.splitext(path)[1].lower()
    reader = _readers.get(extension)
    if reader is None:
        raise InputFileError(
            f"{_PROBLEM.format(path)} File type '{extension[1:]}' is not supported."
            f" Supported are {', '.join(_readers)}."
        )
    try:
        return reader.read(path, extension)
    except (ImportError, MemoryError):
        # Not the file's fault.
        raise
    except Exception as error:
        raise InputFileError(f"{_PROBLEM.format(path)} Exception: {error}") from error


def _rows(names, predictions):
    if len({tuple(frame.dtypes) for frame in predictions}) > 1:
        # Else a file's 1 would become 1.0 beside another's 0.5: rows must not depend on neighbours.
        predictions = [frame.astype(object) for frame in predictions]
    rows = pd.concat(predictions)
    # Each frame is numbered from 0, and so is the row within the file.
    rows.insert(0, "row", rows.index)
    files = [name for name, frame in zip(names, predictions) for _ in range(len(frame))]
    # As objects: pandas' own text type refuses file names that are not UTF-8.
    rows["file"] = pd.Series(files, rows.index, dtype=object)
    return rows
