"""What `run()` returns, as lines of the output."""

import os
import textwrap
from collections import Counter

import pytest

from deployment import NAPPING


def returning(expression):
    """A script whose run() returns an expression of `names`, the files' names."""
    return f"""
        import os

        def init():
            pass

        def run(mini_batch):
            names = [os.path.basename(path) for path in mini_batch]
            return {expression}
        """


@pytest.mark.parametrize(
    "expression, lines",
    [
        ("names", ["0000.txt", "0001.txt"]),
        ("tuple(names)", ["0000.txt", "0001.txt"]),
        ("[(name, 0.5) for name in names]", ["('0000.txt', 0.5)", "('0001.txt', 0.5)"]),
        ("[{'file': name} for name in names]", ["{'file': '0000.txt'}", "{'file': '0001.txt'}"]),
        ("[name + ' é 日本' for name in names]", ["0000.txt é 日本", "0001.txt é 日本"]),
    ], ids=["list", "tuple", "tuples", "dicts", "unicode"])
def test_each_item_is_a_line(deck, deploy, expression, lines):
    deck.run(deploy(returning(expression), files=2), code=0)

    assert deck.lines(deck.job) == Counter(lines)


@pytest.mark.needs("pandas")
def test_each_row_of_a_data_frame_is_a_line_with_spaces_and_no_header(deck, deploy):
    """As Azure's own driver writes it."""
    script = returning("pandas.DataFrame({'file': names, 'sure': 0.5, 'text': 'a b'})")
    deck.run(deploy("import pandas\n" + textwrap.dedent(script), files=2), code=0)

    assert deck.lines(deck.job) == Counter(['0000.txt 0.5 "a b"', '0001.txt 0.5 "a b"'])


def test_ordered_rows_come_in_the_order_of_the_input(deck, deploy):
    """The first file, which takes longest, has its row at the top all the same."""
    slow = NAPPING.replace("time.sleep(nap)", "time.sleep(0.5 * path.endswith('0000.txt'))")
    sheets = deploy(slow, files=40, mini_batch_size=3)
    options = "--ordered", "--workers", "auto", "--durability", "power", "--engine", "local"

    deck.run(sheets, *options, code=0)

    rows = deck.job_folder(deck.job) / "outputs/score/predictions.csv"
    assert rows.read_text().splitlines() == sorted(sheets.names)
    # Fewer where a container grants less.
    assert 1 <= deck.show(deck.job)["settings"]["workers"] <= len(os.sched_getaffinity(0))


@pytest.mark.parametrize("progress", ["plain", "none", "json"])
def test_an_item_with_a_newline_takes_two_lines_and_is_warned_of_once(deck, deploy, progress):
    sheets = deploy(returning("[name + '\\n.' for name in names]"), files=8)
    finished = deck.run(sheets, "--progress", progress, code=0)

    assert deck.lines(deck.job)["."] == 8
    assert sum(deck.lines(deck.job).values()) == 16
    warning = "an item that run() returned holds a newline: it takes several lines of the output."
    told = [line for line in finished.errors if line.startswith("Warning: ")]
    assert told == [f"Warning: {warning}"]
    assert deck.show(deck.job)["warnings"] == [warning]
    table = deck.call("job", "show", "-n", deck.job, "-o", "table", code=0).out.splitlines()
    assert table.count(f"Warning: {warning}") == 1


def test_items_that_are_missing_are_counted(deck, deploy):
    finished = deck.run(deploy(returning("names[1:]"), files=8, mini_batch_size=2), code=0)

    assert "8 of 8 files went through run(), 0 failed, 4 items unreported." in finished.err
    assert deck.show(deck.job)["progress"]["items_unreported"] == 4
    assert sum(deck.lines(deck.job).values()) == 4


def test_a_job_that_fails_for_missing_items_is_not_to_be_resumed(deck, deploy):
    finished = deck.run(deploy(returning("[]"), error_threshold=0), code=1)

    assert finished.errors[-1] == (
        "Nothing is left to score again; begin a new job once run() returns all items.")


def test_a_script_that_returns_nothing_is_told_what_to_return(deck, deploy):
    finished = deck.run(deploy(returning("None")), code=1)

    # Without a word of the program's own before it.
    assert any(
        line.startswith(
            "      run() returned None; it must return a list, tuple, DataFrame or NumPy array")
        for line in finished.errors)
    assert {card["error_class"] for card in deck.json("job", "failures", "-n", deck.job)} == {
        "wrong_return"}


def test_what_scripts_print_goes_to_the_logs_and_not_into_the_rows(deck, deploy):
    """Also what is printed past Python, by a library's own code."""
    sheets = deploy(
        """
        import os, sys

        def init():
            print("init speaks")

        def run(mini_batch):
            print("to stdout")
            print("to stderr", file=sys.stderr)
            os.write(1, b"past Python\\n")
            return [os.path.basename(path) for path in mini_batch]
        """)

    finished = deck.run(sheets, "-o", "none", code=0)
    first = deck.call("job", "logs", "-n", deck.job, "--worker", "0", code=0)
    ninth = deck.call("job", "logs", "-n", deck.job, "--worker", "9", code=2)

    assert finished.out == ""
    assert "to st" not in finished.err
    assert "init speaks" in first.out.splitlines()
    assert (ninth.out, ninth.err) == (
        "", f"Worker 9 of job {deck.job} has had no process; the first worker is 0.\n")
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    logs = deck.job_folder(deck.job) / "logs/user"
    stdout = "".join(path.read_text() for path in (logs / "stdout").rglob("*.txt"))
    stderr = "".join(path.read_text() for path in (logs / "stderr").rglob("*.txt"))
    assert "init speaks\n" in stdout
    assert stdout.count("to stdout\n") == stdout.count("past Python\n") == 2
    assert stderr.count("to stderr\n") == 2


def test_summary_only_writes_no_rows_and_leaves_the_output_to_the_script(deck, deploy):
    sheets = deploy(
        """
        import os

        def init():
            pass

        def run(mini_batch):
            for path in mini_batch:
                name = os.path.basename(path)
                with open(os.path.join(os.environ["AZUREML_BI_OUTPUT_PATH"], name), "w") as file:
                    file.write("scored")
            return list(mini_batch)
        """, files=6, output_action="summary_only")

    finished = deck.run(sheets, code=0)

    output = deck.job_folder(deck.job) / "outputs/score"
    assert {path.name for path in output.iterdir()} == sheets.names
    assert f"Output: {output}" in finished.errors
    assert deck.show(deck.job)["outputs"]["score"]["path"] == str(output)


def test_the_output_goes_where_it_is_told_to(deck, deploy, tmp_path):
    """Relative to the working directory, made if it is not there."""
    sheets = deploy(NAPPING)

    finished = deck.run(sheets, "--output-path", "scored/2026 11", code=0)

    path = tmp_path / "scored/2026 11/predictions.csv"
    assert Counter(path.read_text().splitlines()) == Counter(sheets.names)
    assert f"Rows:   {path}" in finished.errors
    assert deck.show(deck.job)["outputs"]["score"]["path"] == str(path)
    assert deck.run(sheets, "--output-path", "scored/2026 11").code == 2


def test_nested_hidden_and_strangely_named_files_are_scored_once(deck, deploy):
    sheets = deploy(returning("[ascii(name) for name in names]"), files=0)
    names = ["plain", ".hidden", "two words", "new\nline", "-n", "日本", "quote'\"", "*", "\\"]
    folder = sheets.input / "2026/11"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("x")

    deck.run(sheets, code=0)

    assert deck.lines(deck.job) == Counter(ascii(name) for name in names)


def test_folders_below_the_input_are_left_out_where_that_is_asked_for(deck, deploy):
    sheets = deploy(NAPPING)
    (sheets.input / "below").mkdir()
    (sheets.input / "below/deep.txt").write_text("x")

    shallow = deck.json(*deck.run_arguments(sheets, "--no-recursive"))
    deep = deck.json(*deck.run_arguments(sheets, "--recursive"))

    assert "deep.txt" not in deck.lines(shallow["name"])
    assert deck.lines(deep["name"])["deep.txt"] == 1


def test_file_names_that_are_not_utf8_come_out_as_they_are(deck, deploy):
    sheets = deploy(NAPPING, files=0)
    for name in (b"caf\xe9.txt", b"\xff\xfe", b"bad-\xe9.txt", b"plain.txt"):
        with open(os.path.join(os.fsencode(sheets.input), name), "wb") as file:
            file.write(b"x")

    finished = deck.run(sheets, code=0)

    rows = (deck.job_folder(deck.job) / "outputs/score/predictions.csv").read_bytes()
    assert sorted(rows.splitlines()) == [b"caf\xe9.txt", b"plain.txt", b"\xff\xfe"]
    (failed,) = deck.json("job", "failures", "-n", deck.job)
    assert failed["path"] == "bad-\\xE9.txt"
    assert "  bad-\\xE9.txt" in finished.errors


def test_control_characters_of_a_script_never_reach_the_terminal(deck, deploy):
    sheets = deploy(
        """
        def init():
            pass

        def run(mini_batch):
            if any("0001" in path for path in mini_batch):
                raise ValueError("\\x1b[2J\\x07 wipes the screen")
            return list(mini_batch)
        """)

    finished = deck.run(sheets, "-o", "none", code=0)
    table = deck.call("job", "failures", "-n", deck.job, "-o", "table", code=0)

    assert "wipes the screen" in finished.err
    assert "wipes the screen" in table.out
    for text in (finished.err, table.out):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_the_newline_of_a_file_name_breaks_no_line_of_the_summary(deck, deploy):
    sheets = deploy(NAPPING)
    (sheets.input / "bad\nCompleted in 1 s: all is well.").write_text("x")

    finished = deck.run(sheets, "-o", "none", code=0)

    headlines = [line for line in finished.errors if line.startswith("Completed in ")]
    assert [line.split(": ")[1] for line in headlines] == ["4 of 5 files scored, 1 failed."]


@pytest.mark.slow
def test_two_thousand_files_in_mini_batches_of_one(deck, deploy):
    sheets = deploy(NAPPING, files=2000, mini_batch_size=1)

    deck.run(sheets, code=0)

    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    assert deck.show(deck.job)["progress"]["mini_batches_done"] == 2000


def test_the_input_may_be_one_file_or_a_file_uri(deck, deploy):
    sheets = deploy(NAPPING)
    file = sheets.input / "0002.txt"
    spaced = sheets.folder / "two words"
    sheets.input.rename(spaced)

    one = deck.json("run", sheets.manifest, "--input", spaced / file.name, "--python", deck.python)
    uri = f"file://{sheets.folder}/two%20words"
    all_of_them = deck.json("run", sheets.manifest, "--input", uri, "--python", deck.python)

    assert deck.lines(one["name"]) == {"0002.txt": 1}
    assert sum(deck.lines(all_of_them["name"]).values()) == 4


def test_a_file_that_vanishes_or_cannot_be_read_fails_alone(deck, deploy):
    sheets = deploy(
        """
        import os

        def init():
            pass

        def run(mini_batch):
            rows = []
            for path in mini_batch:
                with open(path) as file:
                    file.read()
                rows.append(os.path.basename(path))
            return rows
        """, files=3)
    (sheets.input / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(sheets.input / "pipe")

    finished = deck.run(sheets, "-o", "none", code=0)

    assert "3 of 5 files scored, 2 failed." in finished.err
    assert {card["path"]: card["message"] for card in deck.json("job", "failures", "-n", deck.job)} == {
        "dangling.txt": "the symbolic link leads nowhere: No such file or directory",
        "pipe": "a named pipe is not a file that can be scored",
    }
