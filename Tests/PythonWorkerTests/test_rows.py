"""What run() may return, and the exact bytes that become of it."""

import json

import pytest

FILES = ["/in/a.png", "/in/b.png"]


def returning(expression, imports=""):
    return f"{imports}\ndef run(mini_batch):\n    return {expression}\n"


@pytest.mark.parametrize(
    "expression, items, rows",
    [
        ("mini_batch", 2, b"/in/a.png\n/in/b.png\n"),
        ("['a b', 'c']", 2, b"a b\nc\n"),
        ("('a', 'b')", 2, b"a\nb\n"),
        ("[{'file': 'a', 'p': 0.1}]", 1, b"{'file': 'a', 'p': 0.1}\n"),
        ("[('f', 1.5), None, 7, True]", 4, b"('f', 1.5)\nNone\n7\nTrue\n"),
        ("['ağaç', '木']", 2, "ağaç\n木\n".encode()),
        ("['', '']", 2, b"\n\n"),
        ("[]", 0, b""),
        ("()", 0, b""),
        ("['only one']", 1, b"only one\n"),
        ("['1', '2', '3']", 3, b"1\n2\n3\n"),
    ],
)
def test_each_item_of_a_list_or_tuple_is_one_line(scoring, expression, items, rows):
    result = scoring(returning(expression)).run(FILES)
    assert (result.items, result.lines, result.rows) == (items, rows.count(b"\n"), rows)


@pytest.mark.parametrize(
    "expression, kind, remedy",
    [
        ("None", "None", " Does every path of run() end in a return?"),
        ("'text'", "str", " Return [the text] for one row."),
        ("{'a': 1}", "dict", " Return [the dict] for one row, or a list of rows."),
        ("(f for f in mini_batch)", "generator", " Collect what it yields in a list."),
        ("7", "int", ""),
        ("b'x'", "bytes", ""),
        ("{1, 2}", "set", ""),
    ],
)
@pytest.mark.parametrize("action", ["append_row", "summary_only"])
def test_a_wrong_return_type_fails_and_says_what_is_allowed(
    scoring, expression, kind, remedy, action
):
    failed = scoring(returning(expression), output_action=action).run(FILES)
    assert failed.name == "wrong_return"
    shown = kind if kind == "None" else f"a value of type {kind}"
    assert failed.message == (
        f"run() returned {shown}; it must return a list, tuple, DataFrame or NumPy array"
        f" with one item for each file that succeeded.{remedy}"
    )
    assert failed.traceback == "" and failed.out_of_memory is False


def test_a_newline_in_an_item_makes_two_lines_and_is_noticed_once(scoring):
    worker = scoring(returning(r"['a\nb', 'c']"))
    for _ in range(2):
        result = worker.run(FILES)
        assert (result.items, result.lines, result.rows) == (2, 3, b"a\nb\nc\n")
    assert worker.notices == [
        {
            "code": "newline_in_item",
            "message": "an item that run() returned holds a newline:"
            " it takes several lines of the output.",
        }
    ]


def test_summary_only_sends_the_count_and_no_rows(scoring):
    worker = scoring(returning("['a\\nb', object(), 3]"), output_action="summary_only")
    result = worker.run(FILES)
    assert (result.items, result.lines, result.rows) == (3, 0, b"")
    assert worker.notices == []


def test_file_names_that_are_not_utf8_come_out_as_they_went_in(scoring):
    result = scoring(returning("mini_batch")).run([b"/in/\xff\xfe.png", "/in/ş.png"])
    assert result.rows == b"/in/\xff\xfe.png\n" + "/in/ş.png\n".encode()


def test_an_item_whose_str_raises_fails_the_attempt(scoring):
    worker = scoring(
        """
        class Bad:
            def __str__(self):
                raise ValueError("no text")
        def run(mini_batch):
            return [Bad()]
        """
    )
    failed = worker.run(FILES)
    assert (failed.name, failed.message) == ("ValueError", "no text")
    assert 'score.py", line 4, in __str__' in failed.traceback


def test_text_that_has_no_utf8_form_fails_the_attempt(scoring):
    failed = scoring(returning(r"['\ud800']")).run(FILES)
    assert failed.name == "UnicodeEncodeError"


def test_more_rows_than_the_limit_fail_the_attempt(scoring):
    worker = scoring(returning("['x' * int(f) for f in mini_batch]"), max_rows_bytes=10)
    assert worker.run(["9"]).rows == b"xxxxxxxxx\n"
    failed = worker.run(["10"])
    assert (failed.name, failed.message) == (
        "rows_too_large",
        "run() returned 11 bytes of rows for one mini-batch; the most is 10."
        " Make mini_batch_size smaller or rows shorter.",
    )


def test_rows_of_many_megabytes_arrive_whole(scoring):
    result = scoring(returning("['x' * 8_000_000] * 2")).run(FILES)
    assert result.rows == (b"x" * 8_000_000 + b"\n") * 2


FRAME = """
import numpy as np, pandas as pd
def run(mini_batch):
    return pd.DataFrame({
        "file": ["a b.png", 'say "hi".png', "ağ.png"],
        "n": [7, 8, 9],
        "p": np.array([0.1, float("nan"), 1.5], dtype="float32"),
        "ok": [True, False, True],
    })
"""


@pytest.mark.needs("pandas")
def test_a_frame_becomes_space_separated_text_without_header_and_index(scoring):
    result = scoring(FRAME).run(FILES)
    expected = '"a b.png" 7 0.1 True\n"say ""hi"".png" 8  False\nağ.png 9 1.5 True\n'
    assert (result.items, result.lines, result.rows.decode()) == (3, 3, expected)


@pytest.mark.needs("pandas")
def test_a_line_break_in_a_frame_is_counted_and_an_empty_frame_gives_nothing(scoring):
    text = """
    import pandas as pd
    def run(mini_batch):
        return pd.DataFrame({"a": ["x\\ny"] * int(mini_batch[0])})
    """
    worker = scoring(text)
    assert worker.run(["0"]).rows == b""
    result = worker.run(["1"])
    assert (result.items, result.lines, result.rows) == (1, 2, b'"x\ny"\n')
    assert worker.notices == []


@pytest.mark.needs("pandas")
@pytest.mark.parametrize("place", ["score.py", "inner/score.py"])
def test_the_settings_file_overrides_how_a_frame_is_written(scoring, worker, place):
    settings = {"append_row": {"pandas.DataFrame.to_csv": {"sep": ",", "index": True}}}
    (worker.code / "parallel_run_step.settings.json").write_text(json.dumps(settings))
    result = scoring(FRAME, script=place).run(FILES)
    assert result.rows.splitlines()[0] == b"0,a b.png,7,0.1,True"


@pytest.mark.parametrize(
    "text, reason",
    [
        ("{", ":1:2: Expecting property name enclosed in double quotes."),
        ("[]", ": it must be an object."),
        ('{"append_row": 3}', ": append_row must be an object."),
        (
            '{"append_row": {"pandas.DataFrame.to_csv": ["sep"]}}',
            ": pandas.DataFrame.to_csv must be an object.",
        ),
        (
            '{"append_row": {"pandas.DataFrame.to_csv": {"path_or_buf": "x"}}}',
            ": path_or_buf cannot be set; rows go to the output.",
        ),
    ],
)
def test_a_broken_settings_file_stops_the_worker_and_is_named(scripted, worker, text, reason):
    path = worker.code / "parallel_run_step.settings.json"
    path.write_text(text)
    _, fields = scripted("def init(): pass\ndef run(mini_batch): return []\n")
    assert (fields["stage"], fields["message"]) == ("contract", f"{path}{reason}")
    assert worker.exit_code() == 1


@pytest.mark.needs("pandas")
def test_settings_that_change_nothing_are_told(scoring, worker):
    settings = {"append_row": {"pandas.DataFrame.to_csv": {"encoding": "latin-1"}}}
    (worker.code / "parallel_run_step.settings.json").write_text(json.dumps(settings))
    scoring(FRAME).run(FILES)
    assert [notice["message"] for notice in worker.notices] == [
        "parallel_run_step.settings.json: encoding changes nothing; rows are UTF-8 text."
    ]


@pytest.mark.needs("pandas")
def test_a_series_is_refused_with_a_way_out(scoring):
    failed = scoring(returning("pd.Series(mini_batch)", "import pandas as pd")).run(FILES)
    assert failed.name == "wrong_return"
    assert failed.message.endswith("Return it as .to_frame() or .tolist().")


@pytest.mark.needs("numpy")
@pytest.mark.parametrize(
    "expression, items, rows",
    [
        ("np.array([0.1, 2], dtype='float32')", 2, b"0.1\n2.0\n"),
        ("np.array(['a', 'b c'])", 2, b"a\nb c\n"),
        ("np.array([[1, 2], [3, 4]])", 2, b"[1 2]\n[3 4]\n"),
        ("np.arange(2000).reshape(1, 2000) % 2", 1, b"[" + b" ".join([b"0 1"] * 1000) + b"]\n"),
    ],
)
def test_the_first_axis_of_an_array_holds_the_items(scoring, expression, items, rows):
    worker = scoring(returning(expression, "import numpy as np"))
    for _ in range(2):
        result = worker.run(FILES)
        assert (result.items, result.lines, result.rows) == (items, items, rows)
    assert [notice["code"] for notice in worker.notices] == ["numpy_return"]


@pytest.mark.needs("numpy")
def test_an_array_without_an_axis_is_a_wrong_return(scoring):
    assert scoring(returning("np.array(3)", "import numpy as np")).run(FILES).name == "wrong_return"
