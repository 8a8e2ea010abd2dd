"""What a model's predict() returned, as a frame with a line for each prediction."""

from collections.abc import Iterable

import numpy as np
import pandas as pd


def prediction_frame(returned):
    """The predictions; lines and columns are numbered from 0.

    Frames, dicts of columns and matrices spread over columns; anything else is one column, each
    prediction as the model gave it.
    """
    frame = _frame(returned).reset_index(drop=True)
    frame.columns = range(len(frame.columns))
    for column in frame.columns[frame.dtypes == object]:
        frame[column] = pd.Series(map(_printable, frame[column]), dtype=object)
    return frame


def _frame(returned):
    if isinstance(returned, pd.DataFrame):
        return returned
    if isinstance(returned, pd.Series):
        return returned.to_frame()
    if isinstance(returned, dict):
        columns = {key: _column(value) for key, value in returned.items()}
        if any(isinstance(column, pd.Series) for column in columns.values()):
            return pd.DataFrame(columns)
        return pd.DataFrame([columns])
    if _is_matrix(returned):
        return pd.DataFrame(np.asarray(returned))
    column = _column(returned)
    return (column if isinstance(column, pd.Series) else pd.Series([column])).to_frame()


def _is_matrix(value):
    return hasattr(value, "__array__") and np.ndim(value) == 2


def _column(value):
    """A Series; the value itself if it is a single one."""
    if isinstance(value, pd.Series):
        return value.reset_index(drop=True)
    if hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.ndim == 0:
            return array[()]
        return pd.Series(array if array.ndim == 1 else list(array))
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return value
    return pd.Series(list(value), dtype=object)


def _printable(cell):
    """Without the dots that NumPy prints for the middle of a long array."""
    return cell.tolist() if isinstance(cell, np.ndarray) else cell
