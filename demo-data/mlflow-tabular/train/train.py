"""Trains the wine classifier, saves it with MLflow to ../model, and makes ../input.

Run it from anywhere: python train.py. The inputs hold only wines that the model never saw.
"""

import pathlib
import shutil
import tempfile

import mlflow
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE.parent / "model"
INPUT = HERE.parent / "input"
SEED = 20261
HELD_OUT_SHARE = 0.4
CSV_FILES = 4  # beside one Parquet file and one file in a subfolder


def main():
    data = load_wine(as_frame=True)
    cultivars = data.target.map(dict(enumerate(data.target_names)))
    learned, held_out, learned_cultivars, held_out_cultivars = train_test_split(
        data.data, cultivars, test_size=HELD_OUT_SHARE, random_state=SEED, stratify=cultivars)
    classifier = make_pipeline(StandardScaler(), LogisticRegression(random_state=SEED))
    classifier.fit(learned, learned_cultivars)

    with tempfile.TemporaryDirectory() as records:
        # MLflow keeps a record of experiments even for a plain save; it must not land here.
        mlflow.set_tracking_uri(pathlib.Path(records).as_uri())
        save(classifier, learned, learned_cultivars, {
            "data": "scikit-learn load_wine",
            "seed": SEED,
            "learned_wines": len(learned),
            "held_out_wines": len(held_out),
            "held_out_accuracy": round(classifier.score(held_out, held_out_cultivars), 4),
        })
    write_inputs(held_out)


def save(classifier, wines, cultivars, metadata):
    """Writes the model folder, with a signature, an example and the exact requirements."""
    shutil.rmtree(MODEL, ignore_errors=True)
    mlflow.sklearn.save_model(
        classifier, MODEL,
        signature=mlflow.models.infer_signature(wines, cultivars.rename("cultivar")),
        input_example=wines.head(3),
        pip_requirements=str(HERE / "requirements.txt"),
        metadata=metadata)


def write_inputs(wines):
    """Deals the wines out to the files; a file in a subfolder stays unread by design."""
    shutil.rmtree(INPUT, ignore_errors=True)
    (INPUT / "archive").mkdir(parents=True)
    size = -(-len(wines) // (CSV_FILES + 2))
    parts = [wines[start:start + size] for start in range(0, len(wines), size)]
    for number, part in enumerate(parts[:CSV_FILES], start=1):
        part.to_csv(INPUT / f"cellar-{number}.csv", index=False)
    parts[CSV_FILES].to_parquet(INPUT / f"cellar-{CSV_FILES + 1}.parquet", index=False)
    parts[CSV_FILES + 1].to_csv(INPUT / "archive" / "cellar-0.csv", index=False)


if __name__ == "__main__":
    main()
