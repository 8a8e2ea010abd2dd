"""File names, log lines and tracebacks that would command the terminal never reach it as they are."""

import os
import re

import pytest

from deck import until

# What a hostile text can hold, and what a reader can recognise it by.
ATTACKS = {
    "clip": b"\x1b]52;c;aG9zdGlsZQ==\x07",  # writes to the clipboard
    "title": b"\x1b]0;hostile\x1b\\",
    "red": b"\x1b[31;1m",
    "erase": b"\x1b[2J\x1b[H",
    "device": b"\x1bP$q\x22p\x1b\\",
    "answer": b"\x1b[21t\x1b[6n",  # makes the terminal type
    "one-byte": b"\x9b2J\x9d0;hostile\x9c",  # the same in 8 bits; no UTF-8
    "two-byte": "\u009b2J\u009d0;hostile\u009c".encode(),
    "bidi": "\u202egnp.\u2066exe".encode(),
    "invalid": b"\xff\xfe\xc0\x80",
    "line": b"\r\nrow\ttab\x08\x08\x7f",
    "joined": "e\u0301\u0302\u0303\u0304\u0305\u0306\ufe0f\u200d".encode(),
}

# The name of a file, hostile as it is, goes to both logs and, but for one file's, into a traceback.
PARROT = """
    import os, sys

    def init():
        print("hostile \\x1b]0;init\\x07 start", flush=True)

    def run(mini_batch):
        for path in mini_batch:
            name = os.fsencode(os.path.basename(path))
            for stream in (sys.stdout, sys.stderr):
                stream.buffer.write(b"WARNING " + name + b"\\n")
                stream.buffer.flush()
            if os.path.basename(path) != "a-sound-one.txt":
                raise ValueError("cannot read " + os.path.basename(path))
        return mini_batch
    """

# Control sequences, control strings, and the other escapes of terminfo's entries: ECMA-48, 5.4 and 5.6.
SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
STRING = re.compile(r"\x1b[]P^_X]([^\x07\x1b]*)(?:\x07|\x1b\\)")
OTHER = re.compile(r"\x1b(?:[()][0AB]|[=>78M])")
# What of the attacks the dashboard has no reason to send either.
PARTS = ("\x1b]52;", "\x1b[31;1m", "\x1b[2J", "\x1b[21t", "\x1b[6n")
# C0 but for cursor movement and character sets, DEL, C1, bidirectional marks, joiners and selectors.
UNSEEN = re.compile(
    "[\x00-\x07\x09\x0b\x0c\x10-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f]")


@pytest.mark.slow
def test_hostile_names_logs_and_tracebacks_never_reach_the_terminal_raw(
    deck, deploy, window, tmp_path
):
    parrot = deploy(PARROT, files=0, mini_batch_size=1, workers=1)
    # Largest first or by name, this one is the first; a job in which nothing succeeds stops early.
    (parrot.input / "a-sound-one.txt").write_text("sound " * 20)
    model = tmp_path / "hostile-model"
    model.mkdir()
    for name, attack in ATTACKS.items():
        write(parrot.input, name.encode() + attack + b".txt", attack)
        # The registry takes UTF-8 alone.
        write(model, name.encode() + attack.decode(errors="ignore").encode(), b"text " + attack)
    deck.run(parrot)
    deck.call("model", "create", "--name", "hostile", "--path", model, "-o", "none", code=0)
    window.record(tmp_path / "stream")

    window.type(f"batchdeck ui --attach {deck.job}")
    window.wait_for(r"\[2 Run\]", rf"failed +{len(ATTACKS)} ", r"q back\s*$")
    window.press("3")
    window.wait_for(*(rf"  {name}.*cannot read {name}" for name in ATTACKS))
    window.press("Enter")
    for number in range(1, len(ATTACKS) + 1):
        window.wait_for(rf"{number} of {len(ATTACKS)} ", "cannot read", "Traceback")
        window.press("n")
    window.press("Escape")
    until(lambda: "Esc close" not in window.screen, "the card is closed", 10)
    window.press("4")
    window.wait_for(r"\[4 Logs\]", r"stdout\.txt +\d\d\d B")
    # What was printed last is open.
    window.wait_for("init", *(f"WARNING {name}" for name in ATTACKS))
    window.press("5")
    window.wait_for(r"hostile +1 ")
    window.press("Enter")
    window.wait_for(*(name[:4] for name in ATTACKS))
    for name in sorted(ATTACKS):
        window.press("j", "Enter")
        window.wait_for(rf"┌─ {name[:4]}.*─ sha256", rf"▶ +{name[:4]}")
        window.press("Tab")

    sent = (tmp_path / "stream").read_bytes()
    for name, attack in ATTACKS.items():
        assert attack not in sent, name
    text = sent.decode()
    assert not [string for string in STRING.findall(text) if "hostile" in string or "aG9z" in string]
    assert not [part for part in PARTS if part in text]
    rest = OTHER.sub("", SEQUENCE.sub("", STRING.sub("", text)))
    assert UNSEEN.findall(rest) == []


def write(folder, name, content):
    with open(os.fsencode(folder) + b"/" + name, "wb") as file:
        file.write(content)
