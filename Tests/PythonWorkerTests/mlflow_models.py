"""Makes the models, images and tables of test_mlflow_driver.py: mlflow_models.py FOLDER DEMO.

Run by the workers' interpreter, which has MLflow. Also writes FOLDER/by_hand.json: for each input
file of the demo in DEMO, what mlflow.pyfunc predicts when it is called by hand.
"""

import json
import pathlib
import sys

import mlflow.pyfunc
import numpy as np
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema, TensorSpec
from PIL import Image


class Rows(mlflow.pyfunc.PythonModel):
    """Tells each row that it was given, with the types of the values."""

    def predict(self, context, model_input, params=None):
        return [
            " ".join(f"{type(value).__name__}={value}" for value in row)
            for row in model_input.itertuples(index=False)
        ]


class Pixels(mlflow.pyfunc.PythonModel):
    """Tells what it was given for an image."""

    def predict(self, context, model_input, params=None):
        if isinstance(model_input, pd.DataFrame):
            (content,) = model_input.iloc[0]
            return [f"{list(model_input.columns)} {type(content).__name__} {content[1:4].decode()}"]
        if isinstance(model_input, dict):
            ((name, array),) = model_input.items()
        else:
            name, array = None, model_input
        if array.dtype == object:
            array = array[0]
            name = "one of"
        return [f"{name} {array.dtype} {array.shape} {array.ravel()[0]}"]


class Shapes(mlflow.pyfunc.PythonModel):
    """Returns what the file's only cell asks for."""

    def predict(self, context, model_input, params=None):
        return eval(model_input.iloc[0, 0], {"np": np, "pd": pd})


class Scores(mlflow.pyfunc.PythonModel):
    """Returns the file's column as it is; raises where that is negative."""

    def predict(self, context, model_input, params=None):
        if (model_input["x"] < 0).any():
            raise ArithmeticError("less than nothing")
        return model_input["x"].to_numpy()


def tensor(kind, *shape, name=None):
    return ModelSignature(inputs=Schema([TensorSpec(np.dtype(kind), shape, name)]))


def columns(*specs):
    return ModelSignature(inputs=Schema([ColSpec(*spec) for spec in specs]))


MODELS = {
    "rows": (
        Rows,
        columns(
            ("double", "amount"),
            ("float", "ratio"),
            ("long", "count"),
            ("integer", "small"),
            ("string", "code"),
            ("boolean", "ok"),
            ("datetime", "day"),
        ),
    ),
    "unnamed": (Rows, columns(("double",), ("string",))),
    "matrix": (Pixels, tensor("float32", -1, 2)),
    "shapes": (Shapes, None),
    "scores": (Scores, None),
    "plain": (Pixels, None),
    "color": (Pixels, tensor("uint8", -1, -1, -1, 3)),
    "flat": (Pixels, tensor("float32", -1, 18)),
    "named": (Pixels, tensor("uint8", -1, 2, 3, 3, name="image")),
    "ragged": (Pixels, tensor("object", -1)),
    "binary": (Pixels, columns(("binary", "image"))),
    "text": (Pixels, columns(("string", "image"))),
}


def main(folder, demo):
    for name, (model, signature) in MODELS.items():
        mlflow.pyfunc.save_model(
            folder / name / "model",
            python_model=model(),
            signature=signature,
            pip_requirements=[],
        )
    images = folder / "images"
    images.mkdir()
    pixels = np.arange(18, dtype=np.uint8).reshape(2, 3, 3) + 7
    for extension in ("png", "jpg", "jpeg", "tiff", "bmp", "gif"):
        Image.fromarray(pixels).save(images / f"color.{extension}")
    Image.fromarray(pixels[:, :, 0]).save(images / "gray.png")
    tables = folder / "tables"
    tables.mkdir()
    table = pd.DataFrame(
        {
            "code": ["007"],
            "amount": [3],
            "ratio": [2],
            "count": [4],
            "small": np.array([5], dtype="int32"),
            "ok": [True],
            "day": pd.to_datetime(["2024-02-29"]),
        }
    )
    for extension in ("parquet", "pqt"):
        table.to_parquet(tables / f"table.{extension}")
    (folder / "by_hand.json").write_text(json.dumps(by_hand(demo)))


def by_hand(demo):
    model = mlflow.pyfunc.load_model(str(demo / "model"))
    predictions = {}
    for path in sorted((demo / "input").iterdir()):
        if path.is_file():
            read = pd.read_csv if path.suffix == ".csv" else pd.read_parquet
            predictions[path.name] = list(model.predict(read(path)))
    return predictions


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
