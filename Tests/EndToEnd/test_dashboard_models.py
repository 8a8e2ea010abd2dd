"""The dashboard's models: registered by keys alone, looked into, shown in other programs, deleted."""

import os
import signal
import struct
import zlib

import pytest

from deck import until

MLMODEL = """\
flavors:
  python_function:
    loader_module: mlflow.sklearn
run_id: 9c2f
signature:
  inputs: '[{"name": "area", "type": "double"}]'
"""


def png(width, height, rgb):
    """A PNG of one colour."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(rgb) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(
            b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "reader"
    (folder / "weights").mkdir(parents=True)
    (folder / "MLmodel").write_text(MLMODEL)
    (folder / "page.png").write_bytes(png(40, 20, (200, 30, 30)))
    for number in range(300):
        (folder / "weights" / f"part-{number:03}").write_text(f"part {number}\n")
    return folder


def open_models(window, content, command="batchdeck"):
    window.type(command)
    window.wait_for(r"\[1 Jobs\]")
    window.press("5")
    window.wait_for(r"\[5 Models\]", content)


def test_a_model_is_registered_browsed_launched_with_and_deleted_by_keys_alone(
    deck, window, model
):
    open_models(window, "Press n to register one")

    window.press("n")
    window.wait_for("register a model")
    window.tmux("send-keys", "-l", "readerx")
    window.wait_for("no such file or folder")
    window.press("BSpace")
    window.wait_for("as mlflow_model it needs no scoring script")
    window.press("Down", "Tab", "Tab", "Space")
    window.wait_for("type +← mlflow_model →", "--type mlflow_model")
    window.press("F5")
    window.wait_for("reader:1 is registered", r"▶ reader +1 +mlflow_model")
    (shown,) = deck.json("model", "list")
    assert (shown["name"], shown["file_count"], shown["in_place"]) == ("reader", 302, False)

    window.press("i")
    window.wait_for("manifest model: azureml:reader:1", shown["digest"])
    window.press("a")
    window.wait_for("▾ reader/ +302 files", "▸ weights/ +300 files")
    window.press("j", "j")
    window.wait_for("flavors +python_function", "inputs +area: double", "run id +9c2f")
    window.press("j")
    window.wait_for("size +40 x 20", "mode +8-bit RGB", "▀▀▀▀|▒▒▒▒|░░░░")
    window.press("/")
    window.tmux("send-keys", "-l", "PART-29")
    window.wait_for("10 found", "reader/weights/part-299")
    window.press("Enter", "G")
    window.wait_for("▶ +reader/weights/part-299", "part 299")

    window.press("L")
    window.wait_for(r"\[6 Launch\]", "model +reader:1")
    window.press("Escape")
    window.wait_for(r"\[1 Jobs\]")
    window.press("5")
    window.wait_for("▶ reader +1")
    window.press("A")
    window.wait_for("reader:1 is archived", "All models are archived")
    window.press(".")
    window.wait_for("▶ reader .*archived")
    window.press("x")
    window.wait_for("Delete reader:1", "Esc no", "batchdeck model delete --name reader")
    window.press("y", "Enter")
    window.wait_for("Write reader:1, or leave")
    window.press("C-u")
    window.write("reader:1")
    window.press("Enter")
    window.wait_for("reader:1 is deleted", "No model is registered")
    assert deck.json("model", "list", "--include-archived") == []


def test_a_file_is_shown_in_the_pager_and_changed_in_the_editor(deck, window, model, tmp_path):
    deck.call("model", "create", "-n", "reader", "-p", model, "--in-place", code=0)
    settings, modes = window.settings, window.modes
    pager = tmp_path / "pager"
    # It leaves the terminal in a mess and dies; its standard error is seen.
    pager.write_text(
        "#!/bin/sh\nstty raw -echo\nprintf '\\033[?1049h\\033[?1003h\\033[31m'\n"
        "printf 'SHOWN ' >&2; head -n 1 \"$1\" >&2\nhead -c 1 </dev/tty\nkill -KILL $$\n")
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'size: 7\\n' >>\"$2\"\n")
    pager.chmod(0o755)
    editor.chmod(0o755)

    open_models(window, "▶ reader", f"PAGER={pager} EDITOR='{editor} -x' batchdeck")
    window.press("Enter")
    window.wait_for("MLmodel")
    window.press("j", "j")
    window.wait_for("run id +9c2f")
    window.press("o")
    window.wait_for("SHOWN flavors:")
    pid = window.dashboard_pid()
    window.press("C-j")
    window.wait_for("The pager was ended by signal 9", "run id +9c2f", r"\? help +q back\s*$")
    assert window.dashboard_pid() == pid
    window.press("Escape")
    window.wait_for("Esc models")
    window.press("e")
    window.wait_for("register the model again", "size: 7")

    window.press("C-c")
    until(lambda: window.modes == modes, f"{window.modes} becomes {modes}", 10)
    assert window.settings == settings


def test_a_signal_that_ends_the_dashboard_ends_its_pager_too(deck, window, model):
    deck.call("model", "create", "-n", "reader", "-p", model, "--in-place", code=0)
    settings, modes = window.settings, window.modes
    open_models(window, "▶ reader", "PAGER='sh -c \"echo WAITING; read -r key\"' batchdeck")
    window.press("Enter")
    window.wait_for("MLmodel")
    window.press("j", "j", "o")
    window.wait_for("WAITING")

    os.kill(until(window.dashboard_pid, "the dashboard runs"), signal.SIGTERM)

    until(lambda: window.dashboard_pid() is None, "the dashboard ends", 10)
    until(lambda: window.modes == modes, f"{window.modes} becomes {modes}", 10)
    assert window.shell("echo $?") == str(128 + signal.SIGTERM)
    assert window.settings == settings
