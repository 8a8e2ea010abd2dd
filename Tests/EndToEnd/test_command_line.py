"""The command line itself: its help, its verbs, and what it says when nothing can be read or written."""

import json
import os

import pytest

# Whatever az has: a verb that prints nothing takes these as well.
GLOBAL = {"output", "query"}


def leaves(command, path=()):
    """Every verb of the program with the words that call it."""
    path = (*path, command["commandName"])
    below = [each for each in command.get("subcommands", []) if each["commandName"] != "help"]
    if not below:
        yield path, command
    for each in below:
        yield from leaves(each, path)


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_lists_every_verb(deck, flag):
    finished = deck.call(flag, code=0)

    assert finished.out == deck.call("help", code=0).out
    for verb in ("run", "job", "batch-endpoint", "batch-deployment", "model", "data", "themes"):
        assert f"\n  {verb} " in finished.out


@pytest.mark.parametrize("verb", ["run", "job scale", "batch-endpoint invoke", "model archive"])
def test_the_help_of_a_verb_names_the_whole_command(deck, verb):
    assert f"USAGE: batchdeck {verb} " in deck.call(*verb.split(), "--help", code=0).out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("jobs list", 'command "jobs"; did you mean "job"? See: batchdeck --help'),
        ("frobnicate", 'command "frobnicate". See: batchdeck --help'),
        ("job frobnicate", 'command "job frobnicate". See: batchdeck job --help'),
        ("job lst -n x", 'command "job lst"; did you mean "job list"? See: batchdeck job --help'),
        ("model update -n m --set tags.x=y",
         'command "model update". See: batchdeck model --help'),
    ])
def test_a_verb_that_does_not_exist_is_refused_in_one_line(deck, words, problem):
    finished = deck.call(*words.split(), code=64)

    assert (finished.out, finished.err) == ("", f"Error: There is no {problem}\n")


def test_every_verb_of_azures_takes_its_global_options(deck):
    """A script says `-o none` also where nothing is printed."""
    root = json.loads(deck.call("--experimental-dump-help", code=0).out)["command"]
    lacking = [
        " ".join(path)
        for path, verb in leaves(root)
        if path[1] not in ("ui", "themes")
        and not GLOBAL <= {name["name"] for each in verb["arguments"] for name in each.get("names", ())}
    ]

    assert lacking == []


def test_an_option_that_cannot_be_read_shows_the_usage_of_its_verb(deck):
    finished = deck.call("batch-endpoint", "invoke", "-n", "e", "--input", "x", "--set", "y", code=64)

    assert finished.err.startswith('Error: --set is "y"; it must be KEY=VALUE.\n')
    assert "\nUsage: batchdeck batch-endpoint invoke " in finished.err


@pytest.mark.parametrize("home", ["/dev/null/deck", "/proc/deck"])
def test_a_home_that_cannot_be_made_is_refused_in_one_line(open_deck, tmp_path, home):
    deck = open_deck(tmp_path / "home")
    deck.environment["BATCHDECK_HOME"] = home

    finished = deck.call("model", "list", code=2)

    reason = "Not a directory" if home.startswith("/dev") else "No such file or directory"
    assert (finished.out, finished.err) == (
        "",
        f"{home}: cannot make the folder: {reason}; "
        "set BATCHDECK_HOME to a folder that you can write to.\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_refused_in_one_line(open_deck, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    deck = open_deck(tmp_path / "closed/home")

    finished = deck.call("model", "list", code=2)

    assert finished.err.startswith(f"{deck.home}: cannot make the folder: Permission denied; ")


def test_output_that_cannot_be_written_is_an_error(deck):
    deck.call("batch-endpoint", "create", "--name", "sheets", code=0)
    with open("/dev/full", "wb") as full:
        for format in ("json", "yaml", "table"):
            finished = deck.call("batch-endpoint", "list", "-o", format, stdout=full)
            assert (finished.code, finished.err) == (
                74, "The output could not be written: No space left on device.\n")


def test_a_reader_that_has_gone_is_no_error(deck):
    read, written = os.pipe()
    os.close(read)
    finished = deck.call("model", "list", "-o", "json", stdout=written)
    os.close(written)

    assert (finished.code, finished.err) == (0, "")


def test_a_closed_output_is_an_error_and_nothing_else_is_written_to(deck):
    """What is opened later would take the number of standard output."""
    deck.call("batch-endpoint", "create", "--name", "sheets", code=0)
    finished = deck.call(
        "batch-endpoint", "list", "-o", "json", stdout=None, preexec_fn=lambda: os.close(1))

    assert (finished.code, finished.err) == (
        74, "The output could not be written: Bad file descriptor.\n")
