"""Scoring script: one row for each text, its name and how many words it has."""

import glob
import os


def init():
    global stopwords, unit

    # The model is the folder, whatever its name.
    folder = glob.glob(os.environ["AZUREML_MODEL_DIR"] + "/*/")[0]
    with open(os.path.join(folder, "stopwords.txt"), encoding="utf-8") as lines:
        stopwords = {line.strip() for line in lines}
    unit = os.environ["UNIT"]


def run(mini_batch):
    rows = []
    for path in mini_batch:
        with open(path, encoding="utf-8") as text:
            words = [word for word in text.read().lower().split() if word not in stopwords]
        rows.append(f"{os.path.basename(path)},{len(words)},{unit}")
    return rows
