"""Tables (CSV, Parquet), with the types that the model's signature asks for."""

import numpy as np
import pandas as pd
from mlflow.types import DataType

from .tensors import fitted

TABLE_EXTENSIONS = (".csv", ".parquet", ".pqt")

_REAL_NUMBERS = (DataType.float, DataType.double)

# The most column names listed when one is missing.
_NAMES_SHOWN = 8


class TableReader:
    """Reads tables for a model with the given input schema, which may be None."""

    def __init__(self, schema):
        self._tensor = None
        # By column name, or position where the signature has no names. Lists and maps have no
        # form in a table that could be enforced here; predict() checks them.
        self._types = {}
        self._required = []
        if schema is None:
            return
        if schema.is_tensor_spec():
            if not schema.has_input_names():
                self._tensor = schema.inputs[0]
            return
        keys = schema.input_names() if schema.has_input_names() else range(len(schema.inputs))
        for key, column in zip(keys, schema.inputs):
            if isinstance(column.type, DataType):
                self._types[key] = column.type
            if schema.has_input_names() and _is_required(column):
                self._required.append(key)

    def read(self, path, extension):
        """The table as predict() takes it; raises ValueError if it does not fit the signature."""
        # Opened here, for names that are not UTF-8.
        with open(path, "rb") as file:
            frame = self._read_csv(file) if extension == ".csv" else self._read_parquet(file)
        if frame.empty:
            raise ValueError("the file has no rows.")
        return frame if self._tensor is None else self._as_tensor(frame)

    def _read_csv(self, file):
        types = {
            key: np.int64 if kind == DataType.integer else kind.to_pandas()
            for key, kind in self._types.items()
            if kind != DataType.datetime
        }
        # low_memory guesses the type of each piece of a large file on its own.
        frame = pd.read_csv(file, dtype=types or None, low_memory=False)
        self._check_columns(frame)
        for name in self._present(DataType.datetime, frame):
            frame[name] = pd.to_datetime(frame[name])
        for name in self._present(DataType.integer, frame):
            frame[name] = _in_32_bits(frame[name])
        return frame

    def _read_parquet(self, file):
        frame = pd.read_parquet(file)
        self._check_columns(frame)
        # MLflow takes an integer of 64 bits for no real number; a CSV file knows no difference.
        for real in _REAL_NUMBERS:
            for name in self._present(real, frame):
                if frame[name].dtype.kind in "iu":
                    frame[name] = frame[name].astype(real.to_numpy())
        return frame

    def _check_columns(self, frame):
        # predict() would say it too, behind a print of the whole table.
        missing = [name for name in self._required if name not in frame]
        if not missing:
            return
        wanted = _listed(missing)
        noun = "column" if len(missing) == 1 else "columns"
        raise ValueError(
            f"the model needs the {noun} {wanted}, which the file does not have;"
            f" it has {_listed(frame.columns)}."
        )

    def _present(self, kind, frame):
        """The names of the columns of that type that the frame has."""
        keys = [key for key, found in self._types.items() if found == kind]
        count = len(frame.columns)
        names = [frame.columns[k] if isinstance(k, int) and k < count else k for k in keys]
        return [name for name in names if name in frame]

    def _as_tensor(self, frame):
        if len(frame.columns) == 1:
            # Its cells may be lists; MLflow unfolds them.
            return frame
        shape = self._tensor.shape
        lines = len(frame) if shape[0] == -1 else shape[0]
        return fitted(frame.to_numpy().astype(self._tensor.type), (lines, *shape[1:]))


def _is_required(column):
    # Older releases of MLflow know it as its opposite.
    return getattr(column, "required", not getattr(column, "optional", False))


def _in_32_bits(column):
    # pandas 2 reads what is too large as another number, without a word.
    narrow = column.astype(np.int32)
    wrong = column[narrow != column]
    if len(wrong):
        raise ValueError(
            f"{wrong.iloc[0]} in column {column.name} is too large for an integer of 32 bits."
        )
    return narrow


def _listed(names):
    text = ", ".join(map(str, names[:_NAMES_SHOWN]))
    return text + ", …" if len(names) > _NAMES_SHOWN else text
