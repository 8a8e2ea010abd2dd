"""Models that score without a script of their own."""

import csv
import json
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
