"""Models without a scoring script: what the driver reads, predicts and writes, with real MLflow."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import PYTHON
from worker_process import ENTRY, INIT_FAILED, READY, WorkerProcess

pytestmark = [pytest.mark.needs(library) for library in ("mlflow", "sklearn", "pyarrow", "PIL")]

HERE = Path(__file__).resolve().parent
DEMO = HERE.parents[1] / "demo-data/mlflow-tabular"
DRIVER = ENTRY.parent / "mlflow_driver"

TABLE = "code,amount,ratio,count,small,ok,day\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of mlflow_models.py."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run(
        [PYTHON, HERE / "mlflow_models.py", folder, DEMO],
        cwd=tmp_path_factory.mktemp("cwd"),
        env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"},
        check=True,
    )
    return folder


@pytest.fixture(scope="module")
def driver(made, tmp_path_factory):
    """Gives the worker that has one of the models loaded, always the same one for a model."""
    workers = {}

    def with_model(name):
        if name not in workers:
            model = DEMO if name == "demo" else made / name
            workers[name] = WorkerProcess(tmp_path_factory.mktemp(name), PYTHON)
            kind, fields = start(workers[name], model)
            assert kind == READY, fields
        return workers[name]

    yield with_model
    for worker in workers.values():
        worker.end()


def start(worker, model_dir):
    worker.start({"AZUREML_MODEL_DIR": str(model_dir)})
    return worker.configure(scoring_script=str(DRIVER / "mlflow_driver.py"), code_dir=str(DRIVER))


@pytest.fixture
def file(tmp_path):
    """Writes an input file and gives its path."""

    def write(text, name="in.csv"):
        path = os.path.join(os.fsencode(tmp_path), os.fsencode(name))
        with open(path, "wb") as out:
            out.write(text.encode())
        return os.fsdecode(path)

    return write


def test_the_demo_model_predicts_what_mlflow_predicts_by_hand(driver, made):
    expected = json.loads((made / "by_hand.json").read_text())
    worker = driver("demo")
    result = worker.run([DEMO / "input" / name for name in expected])
    assert result.rows.decode().splitlines() == [
        f"{row},{prediction},{name}"
        for name, predictions in expected.items()
        for row, prediction in enumerate(predictions)
    ]
    assert (len(expected), result.items, result.lines) == (5, 60, 60)
    assert worker.notices == []


def test_columns_are_read_as_the_signature_types_them(driver, file):
    # Whole numbers under double and float, leading zeros under string, one column too many.
    text = """code,amount,ratio,count,small,ok,day,extra
007,3,2,4,5,True,2024-02-29,x
0x1,0.5,1,9,-1,False,,
"""
    assert driver("rows").run([file(text)]).rows.decode().splitlines() == [
        "0,float=3.0 float=2.0 int=4 int=5 str=007 bool=True Timestamp=2024-02-29 00:00:00,in.csv",
        "1,float=0.5 float=1.0 int=9 int=-1 str=0x1 bool=False NaTType=NaT,in.csv",
    ]


@pytest.mark.parametrize("name", ["table.parquet", "table.pqt"])
def test_whole_numbers_of_parquet_files_serve_as_real_ones(driver, made, name):
    assert driver("rows").run([made / "tables" / name]).rows.decode() == (
        "0,float=3.0 float=2.0 int=4 int=5 str=007 bool=True Timestamp=2024-02-29 00:00:00,"
        f"{name}\n"
    )


def test_a_signature_without_names_counts_columns(driver, file):
    rows = driver("unnamed").run([file("a,b,c\n1,02,x\n")]).rows
    assert rows == b"0,float=1.0 str=02,in.csv\n"


def test_a_table_becomes_the_matrix_of_a_tensor_signature(driver, file):
    rows = driver("matrix").run([file("a,b\n1,2\n3,4\n")]).rows.decode()
    assert rows == '0,"None float32 (2, 2) 1.0",in.csv\n'


@pytest.mark.parametrize(
    "text, reason",
    [
        (TABLE + "a,1,1,value,1,True,\n", "invalid literal for int() with base 10: 'value'"),
        (TABLE + "a,value,1,1,1,True,\n", "could not convert string to float: 'value'"),
        (TABLE + "a,1,1,,1,True,\n", "Integer column has NA values in column 3"),
        (
            TABLE + "a,1,1,1,3000000000,True,\n",
            "3000000000 in column small is too large for an integer of 32 bits.",
        ),
        (
            "code,ratio,small,ok,day\na,1,1,True,\n",
            "the model needs the columns amount, count, which the file does not have;"
            " it has code, ratio, small, ok, day.",
        ),
        (
            TABLE.replace("small,", "") + "a,1,1,1,True,\n",
            "the model needs the column small, which the file does not have;"
            " it has code, amount, ratio, count, ok, day.",
        ),
        (TABLE, "the file has no rows."),
        ("", "No columns to parse from file"),
    ],
)
def test_a_table_that_breaks_the_signature_fails_in_the_words_of_azure(driver, file, text, reason):
    path = file(text)
    worker = driver("rows")
    failed = worker.run([path])
    message = f"Error processing input file: '{path}'. Exception: {reason}"
    assert (failed.name, failed.message) == ("InputFileError", message)
    assert f" ERROR azureml: {message}\n" in worker.stdout()


@pytest.mark.parametrize("name, shown", [("notes.txt", "txt"), ("README", ""), ("a.csv.gz", "gz")])
def test_a_file_of_another_type_fails_in_the_words_of_azure(driver, file, name, shown):
    path = file("x\n1\n", name)
    failed = driver("scores").run([path])
    assert (failed.name, failed.message) == (
        "InputFileError",
        f"Error processing input file: '{path}'. File type '{shown}' is not supported."
        " Supported are .csv, .parquet, .pqt, .png, .jpg, .jpeg, .tiff, .bmp, .gif.",
    )


def test_an_exception_of_the_model_stays_what_it_is_and_the_log_names_the_file(driver, file):
    worker = driver("scores")
    good, bad = file("x\n1\n", "good.csv"), file("x\n-1\n", "bad.csv")
    failed = worker.run([good, bad])
    assert (failed.name, failed.message) == ("ArithmeticError", "less than nothing")
    log = f"Error processing input file: '{bad}'. Exception: less than nothing\n"
    assert worker.stdout().endswith(log) and good not in worker.stdout()
    # What isolation comes to: the halves, each on its own.
    assert worker.run([good]).rows == b"0,1,good.csv\n"
    assert worker.run([bad]).name == "ArithmeticError"
    assert worker.status[3] == 1


def test_rows_do_not_depend_on_the_files_beside_them(driver, file):
    worker = driver("scores")
    whole, parts = file("x\n1\n2\n", "whole.csv"), file("x\n0.5\n1\n", "parts.CSV")
    alone = [worker.run([path]).rows for path in (whole, parts)]
    assert alone == [b"0,1,whole.csv\n1,2,whole.csv\n", b"0,0.5,parts.CSV\n1,1.0,parts.CSV\n"]
    assert worker.run([whole, parts]).rows == b"".join(alone)


def test_file_names_come_out_as_they_are_and_quoted_where_csv_needs_it(driver, file):
    paths = [file("x\n1\n", name) for name in (b"\xff.csv", "a b.csv", "a,b.csv", "ağ.csv")]
    rows = driver("scores").run(paths).rows
    assert rows == b'0,1,\xff.csv\n0,1,a b.csv\n0,1,"a,b.csv"\n' + "0,1,ağ.csv\n".encode()


@pytest.mark.parametrize(
    "returned, rows",
    [
        ("[1, 2.5, None, 'a b']", ["0,1", "1,2.5", "2,", "3,a b"]),
        ("np.array([0.1, 2], dtype='float32')", ["0,0.1", "1,2.0"]),
        ("np.array([[0.1, 0.9], [1, 0]])", ["0,0.1,0.9", "1,1.0,0.0"]),
        ("np.zeros((1, 2, 1), dtype=int)", ['0,"[[0], [0]]"']),
        ("pd.DataFrame({'p': [0.5], 'l': ['x']}, index=[9])", ["0,0.5,x"]),
        ("pd.DataFrame({'v': [np.arange(3)]})", ['0,"[0, 1, 2]"']),
        ("pd.Series([True, False], index=[7, 7])", ["0,True", "1,False"]),
        ("{'p': np.array([0.5, 1]), 'l': ['x', 'y']}", ["0,0.5,x", "1,1.0,y"]),
        ("{'p': np.zeros((1, 2), dtype=int)}", ['0,"[0, 0]"']),
        ("{'answer': 'yes', 'score': 0.5}", ["0,yes,0.5"]),
        ("[{'label': 'a'}, {'other': 2}]", ["0,{'label': 'a'}", "1,{'other': 2}"]),
        ("[[1, 2], [3]]", ['0,"[1, 2]"', "1,[3]"]),
        ("(x for x in 'ab')", ["0,a", "1,b"]),
        ("'one text'", ["0,one text"]),
        ("np.float32(0.1)", ["0,0.1"]),
        ("np.array(7)", ["0,7"]),
        ("[]", []),
    ],
)
def test_predictions_of_any_form_become_rows(driver, file, returned, rows):
    result = driver("shapes").run([file('c\n"' + returned + '"\n')])
    assert result.rows.decode().splitlines() == [row + ",in.csv" for row in rows]
    assert result.items == len(rows)


def test_long_arrays_are_written_to_their_end(driver, file):
    result = driver("shapes").run([file('c\n"pd.DataFrame({1: [np.arange(3000)]})"\n')])
    assert result.rows.decode() == f'0,"{list(range(3000))}",in.csv\n'


@pytest.mark.parametrize(
    "model, image, prediction",
    [
        ("plain", "color.png", "None uint8 (1, 2, 3, 3) 7"),
        ("plain", "color.tiff", "None uint8 (1, 2, 3, 3) 7"),
        ("plain", "color.bmp", "None uint8 (1, 2, 3, 3) 7"),
        ("plain", "gray.png", "None uint8 (1, 2, 3) 7"),
        ("color", "color.png", "None uint8 (1, 2, 3, 3) 7"),
        ("flat", "color.png", "None float32 (1, 18) 7.0"),
        ("named", "color.png", "image uint8 (1, 2, 3, 3) 7"),
        ("binary", "color.png", "['image'] bytes PNG"),
    ],
)
def test_an_image_is_given_as_the_signature_asks(driver, made, model, image, prediction):
    rows = driver(model).run([made / "images" / image]).rows.decode()
    quoted = f'"{prediction}"' if "," in prediction else prediction
    assert rows == f"0,{quoted},{image}\n"


def test_images_of_any_size_are_an_array_of_arrays(driver, made):
    rows = driver("ragged").run([made / "images/color.png", made / "images/gray.png"]).rows
    assert rows.decode().splitlines() == [
        '0,"one of uint8 (2, 3, 3) 7",color.png',
        '0,"one of uint8 (2, 3) 7",gray.png',
    ]


@pytest.mark.parametrize("extension", ["jpg", "jpeg", "gif"])
def test_lossy_images_have_the_size_of_the_picture(driver, made, extension):
    rows = driver("plain").run([made / f"images/color.{extension}"]).rows.decode()
    assert rows.startswith('0,"None uint8 (1, 2, 3')


@pytest.mark.parametrize(
    "model, image, reason",
    [
        (
            "color",
            "gray.png",
            "its shape is (2, 3); the model's signature asks for (-1, -1, -1, 3).",
        ),
        ("flat", "gray.png", "its shape is (2, 3); the model's signature asks for (-1, 18)."),
        (
            "text",
            "color.png",
            "images need a signature with a tensor or one binary column;"
            " the model's has 'image': string (required).",
        ),
        ("rows", "color.png", "an image is one input; the model's signature has 7 of them."),
    ],
)
def test_an_image_that_the_signature_does_not_fit_fails(driver, made, model, image, reason):
    path = made / "images" / image
    assert driver(model).run([path]).message == (
        f"Error processing input file: '{path}'. Exception: {reason}"
    )


def test_a_broken_image_fails_with_its_name(driver, file):
    path = file("not an image", "broken.png")
    failed = driver("plain").run([path])
    assert failed.message.startswith(
        f"Error processing input file: '{path}'. Exception: cannot identify image file"
    )


def test_the_folders_of_the_operator_stay_as_they_are(driver, made, file):
    before = sorted((made / "scores").rglob("*"))
    path = file("x\n1\n")
    worker = driver("scores")
    worker.run([path])
    assert sorted((made / "scores").rglob("*")) == before
    assert os.listdir(os.path.dirname(path)) == ["in.csv"]
    assert os.listdir(worker.folder / "scratch") == []


@pytest.mark.parametrize("copies", [0, 2])
def test_a_model_folder_without_exactly_one_model_is_told(worker, made, tmp_path, copies):
    root = tmp_path / "models"
    (root / "other").mkdir(parents=True)
    for number in range(copies):
        shutil.copytree(made / "scores/model", root / str(number))
    kind, fields = start(worker, root)
    message = f"{root} holds {copies} MLflow models; it must hold one."
    if not copies:
        message = (
            f"{root} holds no MLflow model: neither it nor a folder in it has a file named MLmodel."
        )
    assert (kind, fields["stage"], fields["message"]) == (INIT_FAILED, "init", message)
