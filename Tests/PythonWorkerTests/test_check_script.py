"""check_script.py: what keeps a file from being a batch scoring script, in exact words."""

import json
import subprocess
import textwrap

import pytest

from conftest import PYTHON
from worker_process import ENTRY

INIT = "def init():\n    pass\n"

# As Azure ML's AutoML writes them.
AUTOML = """
import joblib
from inference_schema.schema_decorators import input_schema, output_schema
from inference_schema.parameter_types.pandas_parameter_type import PandasParameterType
def init():
    global model
    model = joblib.load("model.pkl")
@input_schema("data", PandasParameterType([]), convert_to_provided_type=False)
@output_schema(PandasParameterType([]))
def run(data, method="predict"):
    return model.predict(data).tolist()
"""

SHAPE = (
    "; that makes it a script for an online endpoint. A batch scoring script defines"
    " run(mini_batch), which is called with a list of file paths and returns an item for each."
)


@pytest.fixture
def problem(tmp_path):
    """The problem that check_script.py finds in a script."""

    def check(text):
        script = tmp_path / "src" / "score.py"
        script.parent.mkdir(exist_ok=True)
        script.write_text(textwrap.dedent(text))
        output = subprocess.check_output(
            [PYTHON, "-E", "-s", ENTRY.parent / "check_script.py", script, tmp_path]
        )
        return json.loads(output)["problem"]

    return check


@pytest.mark.parametrize(
    "run, line, sign",
    [
        (
            "def run(raw_data):\n    return json.loads(raw_data)['data']\n",
            3,
            "run(raw_data) parses its argument as JSON",
        ),
        (
            "def run(data):\n    from json import loads\n    data = loads(data)\n    return data\n",
            3,
            "run(data) parses its argument as JSON",
        ),
        # Loops as well, but over what it parsed.
        (
            "def run(data):\n    return [x for x in json.loads(data)]\n",
            3,
            "run(data) parses its argument as JSON",
        ),
        ("def run(raw_data):\n    return parse(raw_data)\n", 3, "run(raw_data) takes one request"),
        ("async def run(request):\n    return 1\n", 3, "run(request) takes one request"),
        ("@rawhttp\ndef run(query):\n    return 1\n", 4, "run() is decorated with @rawhttp"),
        (
            "import inference_schema.parameter_types\ndef run(data):\n    return model(data)\n",
            4,
            "the script imports inference_schema.parameter_types",
        ),
        (
            "from azureml.contrib.services.aml_request import AMLRequest\n"
            "def run(query):\n    return 1\n",
            4,
            "the script imports azureml.contrib.services.aml_request",
        ),
    ],
)
def test_a_script_for_an_online_endpoint_is_recognised(problem, run, line, sign):
    expected = {"line": line, "column": 1, "message": sign + SHAPE}
    assert problem(INIT + run) == expected


def test_the_script_that_automl_writes_is_recognised(problem):
    assert problem(AUTOML) == {
        "line": 10,
        "column": 1,
        "message": "run() is decorated with @input_schema" + SHAPE,
    }


def test_an_online_script_without_init_is_told_what_it_is_first(problem):
    assert problem("def run(raw_data):\n    return 1\n")["message"].endswith(SHAPE)


@pytest.mark.parametrize(
    "text",
    [
        "def run(mini_batch):\n    return [json.loads(open(f).read()) for f in mini_batch]\n",
        "def run(raw_data):\n    for file in raw_data:\n        pass\n    return raw_data\n",
        "def run(request):\n    return [f for f in sorted(request)]\n",
        "def run(raw_data):\n    return [0] * len(raw_data)\n",
        "def run(raw_data):\n    return pool.map(score, raw_data)\n",
        "import inference_schema\ndef run(data):\n    return [f for f in data]\n",
        "from azureml_user.parallel_run import EntryScript\ndef run(data):\n    return data\n",
        "class Model:\n    def run(self, raw_data): pass\ndef run(files):\n    return files\n",
        "from elsewhere import run\n",
        "def run(): pass\n",
    ],
)
def test_a_batch_script_passes(problem, text):
    assert problem(INIT + text) is None


def test_functions_that_are_methods_are_told_with_their_class(problem):
    text = """
    import json
    class Scorer:
        def init(self): pass
        def run(self, mini_batch): pass
    """
    assert problem(text) == {
        "line": 3,
        "column": 1,
        "message": "init() is a method of class Scorer; a batch scoring script needs init()"
        " as a function of the module, which is called once in each worker.",
    }


@pytest.mark.parametrize(
    "text, line, column, message",
    [
        ("def run(:\n", 1, 9, "invalid syntax."),
        (INIT + "x = '\0'\n", None, None, None),
        (
            INIT,
            None,
            None,
            "the script defines no run(); a batch scoring script needs run(mini_batch),"
            " which is called with a list of file paths.",
        ),
        (
            INIT + "async def run(mini_batch): pass\n",
            3,
            1,
            "run is an async function; a batch scoring script needs a plain one.",
        ),
    ],
)
def test_a_script_that_cannot_work_is_refused(problem, text, line, column, message):
    found = problem(text)
    if message is None:
        # Python words it differently from release to release.
        assert "null bytes" in found["message"]
    else:
        assert found == {"line": line, "column": column, "message": message}


@pytest.mark.parametrize(
    "settings, message",
    [
        ("", ":1:1: Expecting value."),
        ("[1]", ": it must be an object."),
        ('{"append_row": {"pandas.DataFrame.to_csv": {"sep": ",", "index": true}}}', None),
        (
            '{"append_row": {"pandas.DataFrame.to_csv": {"path_or_buf": "x"}}}',
            ": path_or_buf cannot be set; rows go to the output.",
        ),
    ],
)
@pytest.mark.parametrize("folder", [".", "src"])
def test_the_settings_of_rows_are_read(problem, tmp_path, settings, message, folder):
    path = tmp_path / "parallel_run_step.settings.json"
    path.write_text(settings)
    script = INIT + "def run(mini_batch):\n    return mini_batch\n"
    if folder == "src":
        other = path.rename(tmp_path / "settings")
        path = tmp_path / "src" / path.name
        path.parent.mkdir()
        path.symlink_to(other)
    found = problem(script)
    assert (found and (found["message"], found["names_file"])) == (
        message and (f"{path}{message}", True)
    )


@pytest.mark.needs("pandas")
def test_an_option_that_to_csv_does_not_take_is_named(problem, tmp_path):
    path = tmp_path / "parallel_run_step.settings.json"
    path.write_text('{"append_row": {"pandas.DataFrame.to_csv": {"seperator": ",", "sep": ","}}}')
    found = problem(INIT + "def run(mini_batch):\n    return mini_batch\n")
    assert found["message"] == f"{path}: DataFrame.to_csv takes no seperator."
