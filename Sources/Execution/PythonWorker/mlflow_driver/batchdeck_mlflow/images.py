"""Images, as an array or as bytes, whichever the model's signature asks for."""

import numpy as np
import pandas as pd
from mlflow.types import DataType

from .tensors import fitted

IMAGE_EXTENSIONS = (".png", ".jpg", ".jpeg", ".tiff", ".bmp", ".gif")


class ImageReader:
    """Reads images for a model with the given input schema, which may be None."""

    def __init__(self, schema):
        self._schema = schema

    def read(self, path, _):
        """The image as predict() takes it.

        A tensor of the signature's shape and type; without a signature, bytes of color as a batch
        of one; a table with the file's content if the signature is one binary column.
        """
        schema = self._schema
        if schema is None:
            return _pixels(path).astype(np.uint8)[None]
        if len(schema.inputs) != 1:
            count = len(schema.inputs)
            raise ValueError(f"an image is one input; the model's signature has {count} of them.")
        wanted = schema.inputs[0]
        if schema.is_tensor_spec():
            tensor = _tensor(_pixels(path), wanted)
            return {wanted.name: tensor} if schema.has_input_names() else tensor
        if wanted.type != DataType.binary:
            raise ValueError(
                "images need a signature with a tensor or one binary column;"
                f" the model's has {wanted}."
            )
        with open(path, "rb") as file:
            return pd.DataFrame({wanted.name or 0: [file.read()]})


def _tensor(pixels, wanted):
    if wanted.type == np.dtype(object) and wanted.shape == (-1,):
        # How MLflow describes images that differ in size: an array of arrays.
        batch = np.empty(1, dtype=object)
        batch[0] = pixels
        return batch
    return fitted(pixels.astype(wanted.type), wanted.shape, as_batch=True)


def _pixels(path):
    # Only here: models for tables have no Pillow in their environment.
    from PIL import Image

    with open(path, "rb") as file, Image.open(file) as image:
        return np.array(image)
