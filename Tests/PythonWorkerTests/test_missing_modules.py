"""Scripts whose imports are not there: the package to install and where it is missing."""

import subprocess

import pytest

from conftest import PYTHON
from worker_process import INIT_FAILED

RUN = "def run(mini_batch):\n    return mini_batch\n"
INIT = "def init():\n    pass\n"

# Makes the import system blind to these modules, whatever the interpreter has.
HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {modules!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
"""


@pytest.fixture(scope="module")
def prefix():
    return subprocess.check_output([PYTHON, "-c", "import sys; print(sys.prefix)"], text=True)[:-1]


@pytest.mark.parametrize(
    "line, module, package",
    [
        ("import cv2", "cv2", "opencv-python"),
        ("from sklearn.pipeline import Pipeline", "sklearn", "scikit-learn"),
        ("from PIL import Image", "PIL", "pillow"),
        ("import yaml", "yaml", "pyyaml"),
        ("from azureml.core import Model", "azureml", "azureml-core"),
        ("import mlflow.pyfunc", "mlflow", "mlflow"),
        ("import torch", "torch", "torch"),
    ],
)
def test_the_package_of_a_missing_module_is_named(scripted, prefix, line, module, package):
    hide = HIDE.format(modules=[module])
    kind, fields = scripted(f"{hide}\n{line}\n{INIT}{RUN}")
    assert (kind, fields["stage"], fields["class"]) == (
        INIT_FAILED,
        "import",
        "ModuleNotFoundError",
    )
    assert fields["missing_module"] == module
    assert fields["message"] == (
        f"No module named '{module}'. Install {package} in the environment {prefix}."
    )


def test_no_package_is_made_up_for_an_unknown_module(scripted, prefix):
    _, fields = scripted("import our_own_code.deep\n" + INIT + RUN)
    assert fields["message"] == (
        f"No module named 'our_own_code' in the environment {prefix}. Install the package that has"
        " it there, or put the module into the code folder if it is your own."
    )


def test_a_missing_part_of_an_installed_package_is_a_matter_of_its_version(
    scripted, worker, prefix
):
    (worker.code / "sklearn").mkdir()
    (worker.code / "sklearn/__init__.py").write_text("")
    _, fields = scripted("import sklearn.brand_new\n" + INIT + RUN)
    assert fields["message"] == (
        f"No module named 'sklearn.brand_new': the sklearn in the environment {prefix} does not"
        " have it. Install scikit-learn, or another version of it."
    )


def test_a_module_that_is_missing_in_run_is_named_as_well(scoring, prefix):
    hide = HIDE.format(modules=["cv2"])
    failed = scoring(f"{hide}\ndef run(mini_batch):\n    import cv2\n").run(["a"])
    assert (failed.name, failed.message) == (
        "ModuleNotFoundError",
        f"No module named 'cv2'. Install opencv-python in the environment {prefix}.",
    )
