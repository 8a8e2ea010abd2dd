"""The command line itself: its help and its verbs."""

import json

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
