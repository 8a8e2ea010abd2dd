"""Scoring script of the sheet reader: one row per scanned sheet."""

import glob
import logging
import os

import pandas as pd
from PIL import Image

from digit_reader import DigitReader

logger = logging.getLogger(__name__)


def init():
    """Loads the model once per worker process."""
    global reader

    model_dir = os.path.join(os.environ["AZUREML_MODEL_DIR"], "model")
    weights_path = glob.glob(os.path.join(model_dir, "*.npz"))[0]
    labels_path = os.path.join(model_dir, "labels.json")
    angles = int(os.environ.get("READER_ANGLES", "13"))

    reader = DigitReader.load(weights_path, labels_path, angles)
    logger.info("Loaded %s: %d members, %d views of each digit",
                os.path.basename(weights_path), reader.member_count, reader.view_count)


def run(mini_batch):
    """Reads every sheet of the mini-batch; an unreadable file raises."""
    rows = []
    for path in mini_batch:
        with Image.open(path) as sheet:
            sheet.load()
            digits, confidence = reader.read(sheet)
        # Spaces between the digits keep a reader of the output from taking them for a number.
        rows.append((os.path.basename(path), " ".join(digits), len(digits), round(confidence, 4)))
    return pd.DataFrame(rows, columns=["file", "digits", "count", "confidence"])
