"""A terminal window: a shell under a tmux server of its own."""

import os
import re
import shlex
import subprocess
import time
import uuid

from deck import until

# How long the screen may take to show something, seconds.
SCREEN_PATIENCE = 20
# What a screen ends with while the shell waits for a command.
PROMPT = r"READY>\s*\Z"


class Window:
    def __init__(self, deck, folder):
        self.folder = folder
        self.server = f"bd-{uuid.uuid4().hex[:12]}"
        self.is_open = True
        programs = folder / "bin"
        programs.mkdir()
        (programs / "batchdeck").symlink_to(deck.binary)
        # The server must not have the home in its own environment: it is no process of the home.
        self.environment = {
            name: value for name, value in deck.environment.items() if name != "BATCHDECK_HOME"
        }
        # Some shells take their prompt from no environment.
        start = folder / "shell-start"
        start.write_text(f"PS1='READY> '\nPATH={shlex.quote(str(programs))}:$PATH\n")
        self.tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "36", "-c", str(folder),
            "-e", f"BATCHDECK_HOME={deck.home}",
            "-e", f"ENV={start}", "exec sh -i")

    def close(self):
        if self.is_open:
            self.is_open = False
            self.tmux("kill-server")

    def tmux(self, *arguments):
        return subprocess.run(
            ["tmux", "-u", "-L", self.server, *arguments], env=self.environment, check=True,
            capture_output=True, text=True, timeout=20).stdout

    # What is typed

    def press(self, *keys):
        """Keys as tmux names them: `q`, `Escape`, `C-c`."""
        self.tmux("send-keys", *keys)

    def write(self, text):
        """Text as it is, key by key."""
        self.tmux("send-keys", "-l", str(text))

    def type(self, command):
        """A line for the shell."""
        self.write(command)
        self.press("Enter")

    def shell(self, command):
        """What a command prints, run in this window's shell on this window's terminal."""
        path = self.folder / f"shell-{time.monotonic_ns()}"
        new = shlex.quote(f"{path}.new")
        self.type(f"{{ {command}; }} >{new}; mv {new} {shlex.quote(str(path))}")
        until(path.exists, f"the shell runs: {command}\n{self.screen}", SCREEN_PATIENCE)
        return path.read_text().rstrip("\n")

    def open_monitor(self, job, command="batchdeck"):
        """Starts the dashboard, which must open on the running job."""
        self.type(command)
        return self.wait_for(rf"{job} .*running", "workers", r"\? help")

    def record(self, path):
        """From now on every byte that programs send to the terminal is appended to the file."""
        self.tmux("pipe-pane", "-O", f"exec cat >>{shlex.quote(str(path))}")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    # What is seen

    @property
    def screen(self):
        return self.tmux("capture-pane", "-p")

    def wait_for(self, *patterns, seconds=SCREEN_PATIENCE):
        """Waits until one screen matches all patterns, and returns it."""
        screens = []

        def look():
            screens.append(self.screen)
            return all(re.search(pattern, screens[-1]) for pattern in patterns)

        try:
            until(look, f"the screen shows {patterns}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{screens[-1]}") from None
        return screens[-1]

    def fact(self, name):
        """A tmux format variable of the pane (tmux(1), FORMATS)."""
        return self.tmux("display-message", "-p", f"#{{{name}}}").strip()

    @property
    def modes(self):
        """What a program can leave a terminal in."""
        return {
            name: self.fact(name)
            for name in ("alternate_on", "cursor_flag", "mouse_any_flag", "keypad_flag")
        }

    @property
    def settings(self):
        """What `stty -g` says of the terminal."""
        return self.shell("stty -g </dev/tty")

    def dashboard_pid(self):
        """The pid of the dashboard in this window, None while there is none."""
        shell = self.fact("pane_pid")
        children = f"/proc/{shell}/task/{shell}/children"
        with open(children) as file:
            for pid in file.read().split():
                try:
                    program = os.readlink(f"/proc/{pid}/exe")
                except FileNotFoundError:
                    continue  # it has just ended
                if os.path.basename(program) == "batchdeck":
                    return int(pid)
        return None
