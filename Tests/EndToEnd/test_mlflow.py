"""Models that score without a script of their own."""

import csv
import json
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.needs("mlflow", "pandas", "pyarrow", "sklearn")

# What a data scientist would type: the model on each file, one after another.
BY_HAND = """
import glob, json, os, sys
import mlflow, pandas
model = mlflow.pyfunc.load_model(sys.argv[1])
rows = []
for path in sorted(glob.glob(sys.argv[2] + "/*.*")):
    read = pandas.read_csv if path.endswith(".csv") else pandas.read_parquet
    for row, prediction in enumerate(model.predict(read(path))):
        rows.append([str(row), str(prediction), os.path.basename(path)])
json.dump(rows, sys.stdout)
"""


@pytest.mark.slow
def test_an_mlflow_model_scores_tables_as_it_does_by_hand(deck, repository, tmp_path):
    wine = repository / "demo-data/mlflow-tabular"
    by_hand = subprocess.run(
        [deck.python, "-c", BY_HAND, wine / "model", wine / "input"],
        cwd=tmp_path, stdout=subprocess.PIPE, check=True)

    finished = deck.call(
        "run", wine / "deployment.yml", "--input", wine / "input", "--python", deck.python,
        "-o", "none", timeout=150, code=0)

    assert "5 of 5 files scored, 0 failed." in finished.err
    with open(deck.show(deck.job)["outputs"]["score"]["path"], newline="") as file:
        rows = list(csv.reader(file))
    assert sorted(rows) == sorted(json.loads(by_hand.stdout))
    assert len(rows) == 60


LOADING = """
    import os
    import mlflow, pandas

    def init():
        global model
        model = mlflow.pyfunc.load_model(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model"))

    def run(mini_batch):
        return [len(model.predict(pandas.read_csv(path))) for path in mini_batch]
    """


@pytest.mark.slow
@pytest.mark.parametrize("place", ["inline", "registered", "in place"])
def test_a_script_may_load_an_mlflow_model_itself(deck, deploy, repository, tmp_path, place):
    wine = repository / "demo-data/mlflow-tabular"
    sheets = deploy(LOADING, files=0, mini_batch_size=4)
    for path in sorted((wine / "input").glob("*.csv"))[:2]:
        shutil.copy(path, sheets.input)
    model = ["--model", wine / "model"]
    if place != "inline":
        options = ["--in-place"] if place == "in place" else []
        deck.json("model", "create", "-n", "wine", "-p", wine / "model", *options)
        model = ["--model", "wine:1"]

    deck.run(sheets, *model, code=0, timeout=150)

    assert all(int(line) > 0 for line in deck.lines(deck.job))
