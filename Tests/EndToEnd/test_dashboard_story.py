"""An operator's afternoon in the dashboard, by keys alone: from registering a model to canceling a job."""

import struct
import zlib

from deck import until
from deployment import NAPPING
from window import PROMPT

# The rows are names and widths of pictures. From 0010.png on each waits while HOLD exists.
READER = """
    import os, struct, time, zlib

    def init():
        pass

    def run(mini_batch):
        return [f"{os.path.basename(path)} {width(path)}" for path in mini_batch]

    def width(path):
        while os.path.basename(path) >= "0010" and os.path.exists(os.environ["HOLD"]):
            time.sleep(0.01)
        with open(path, "rb") as file:
            data = file.read()
        if zlib.crc32(data[12:29]) != int.from_bytes(data[29:33], "big"):
            raise ValueError("image file is truncated")
        return struct.unpack(">I", data[16:20])[0]
    """

BROKEN = "0003.png"


def picture(width, height):
    """A PNG as far as its header goes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
        + struct.pack(">I", zlib.crc32(header)))


def launchable(deploy, **variables):
    """A deployment that brings its environment: the form asks for none."""
    pictures = deploy(READER, files=0, mini_batch_size=1, variables=variables)
    for number in range(40):
        (pictures.input / f"{number:04}.png").write_bytes(picture(number + 1, 8))
    broken = pictures.input / BROKEN
    broken.write_bytes(broken.read_bytes()[:24])
    (pictures.folder / "conda.yaml").write_text("dependencies: [python]\n")
    pictures.edit_manifest("environment:\n", "environment:\n  conda_file: ./conda.yaml\n")
    return pictures


def test_a_model_is_registered_a_job_launched_tuned_left_mended_retried_and_another_canceled(
    deck, deploy, window, tmp_path, repository
):
    hold = tmp_path / "hold"
    hold.write_text("")
    pictures = launchable(deploy, HOLD=hold)

    window.type("batchdeck")
    window.wait_for("No job yet")
    window.press("5")
    window.wait_for("Press n to register one")
    window.press("n")
    window.wait_for("register a model")
    window.write(repository / "demo-data/digits/mo")
    window.wait_for("Tab: model/")
    window.press("Tab")
    window.wait_for("digits/model/ ")
    window.press("Tab")
    window.wait_for("▶ name")
    window.write("digits")
    window.wait_for("--name digits")
    window.press("F5")
    window.wait_for("digits:1 is registered", r"▶ digits +1 +custom_model")
    window.press("Enter")
    window.wait_for("▾ model/ +4 files", r"MODEL_CARD\.md")
    window.press("j")
    window.wait_for(r"▶ +MODEL_CARD\.md", "# Digit reader", "one handwritten digit")

    window.press("L")
    window.wait_for("launch a job", "Name the deployment's manifest", "model +digits:1")
    window.write(pictures.manifest)
    window.press("Enter")
    window.write(pictures.input)
    window.wait_for(r"deployment sheet-reader: 2 workers, mini-batch 1")
    window.press("F5")
    window.wait_for(r"\[2 Run\].* running", "2 of 2 at work", seconds=30)
    job = deck.job
    assert deck.show(job)["lineage"]["model"] == "digits:1"

    window.press("+", "+")
    window.wait_for(r"workers 4 ", "4 of 4 at work")
    deck.wait_for(job, lambda shown: len(shown["workers"]) == 4, "4 workers")
    window.press("b")
    window.wait_for("mini-batch size")
    window.press("C-u")
    window.write("5")
    window.press("Enter")
    window.wait_for("mini-batch 5 ", "mini-batch size 1 . 5")
    assert deck.show(job)["settings"]["mini_batch_size"] == 5

    window.press("C-c")
    window.wait_for(rf"(?m)^{job} goes on: \d+ %\. Come back with: batchdeck$\n{PROMPT}")
    window.open_monitor(job)

    window.press("Tab")
    window.wait_for(rf"▶ .*ValueError +{BROKEN}")
    window.press("Enter")
    window.wait_for(rf"file +{BROKEN}", "image file is truncated", "Traceback", r"score\.py")
    window.press("Escape")

    hold.unlink()
    window.wait_for("completed in ", "39", "40 / 40")
    (pictures.input / BROKEN).write_bytes(picture(4, 8))
    until(lambda: deck.runner_pid(job) is None, "the runner has ended")
    window.press("3")
    window.wait_for(r"\[3 Failures 1\]", "R retry all")
    window.press("R")
    window.wait_for("Score the 1 failed file")
    window.press("y")
    window.wait_for(rf"The input file {BROKEN} has changed", "as it is now")
    window.press("y")
    window.press("2")
    window.wait_for(r"\[2 Run\].* completed", r"ok +40 +failed +0")
    expected = {f"{number:04}.png {number + 1}" for number in range(40)}
    assert deck.lines(job) == dict.fromkeys(expected, 1)

    other = deck.begin(deploy(NAPPING, folder="others", files=1000, variables={"NAP": 0.05}))
    window.press("1")
    window.wait_for(rf"running +{other}")
    window.press("/")
    window.write(other)
    window.press("Enter")
    window.wait_for(rf"▶ .*{other}", "x cancel")
    window.press("x")
    window.wait_for(rf"Cancel {other}", "no, keep it running")
    window.press("y")
    window.wait_for(rf"canceled +{other}", seconds=20)
    assert deck.show(other)["status"] == "Canceled"
    assert deck.show(job)["status"] == "Completed"
