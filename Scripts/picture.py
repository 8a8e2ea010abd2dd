"""A terminal's screen as an SVG: text at its columns, lines, bars and graphs as shapes.

Line drawing, blocks and braille are drawn, not written, since fonts differ in whether theirs join.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

# Pixels of a cell, and of the letters in it. Whole quarters and eighths keep shapes sharp.
WIDTH, HEIGHT, LETTER = 8, 16, 13
MARGIN = 8
FONTS = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"

# The arms of line drawing characters: up, right, down, left.
ARMS = {
    "─": "rl", "│": "ud", "┌": "rd", "┐": "dl", "└": "ur", "┘": "ul", "├": "urd", "┤": "udl",
    "┬": "rdl", "┴": "url", "┼": "urdl", "┄": "rl", "┃": "ud",
}
HEAVY = "┃"
LOWER = "▁▂▃▄▅▆▇█"
LEFT = "▏▎▍▌▋▊▉█"
# The dots of U+2800 and following, by bit: column and row.
DOTS = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]


@dataclass(frozen=True)
class Style:
    """Colours are `#rrggbb`; None is the terminal's own."""

    ink: str = None
    ground: str = None
    bold: bool = False
    dim: bool = False
    underlined: bool = False
    reversed: bool = False


def cells(capture):
    """Rows of (character, style), from what `tmux capture-pane -e -N` prints in 24-bit colour."""
    style = Style()
    rows = []
    for line in capture.rstrip("\n").split("\n"):
        row = []
        for parameters, character in re.findall(r"\x1b\[([\d;:]*)m|([^\x1b\x0e\x0f])", line):
            if character:
                row.append((character, style))
            else:
                style = selected(style, [int(number or 0) for number in re.split("[;:]", parameters)])
        rows.append(row)
    return rows


def selected(style, numbers):
    """The style after SGR with these parameters (ECMA-48, 8.3.117)."""
    numbers = list(numbers)
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            style = Style()
        elif number in (1, 2, 4, 7):
            names = {1: "bold", 2: "dim", 4: "underlined", 7: "reversed"}
            style = replace(style, **{names[number]: True})
        elif number == 22:
            style = replace(style, bold=False, dim=False)
        elif number in (24, 27):
            style = replace(style, **{{24: "underlined", 27: "reversed"}[number]: False})
        elif number in (38, 48):
            if numbers[:1] != [2]:
                raise ValueError("the screen is not in 24-bit colour")
            _, red, green, blue = numbers[:4]
            del numbers[:4]
            colour = f"#{red:02x}{green:02x}{blue:02x}"
            style = replace(style, **{"ink" if number == 38 else "ground": colour})
        elif number == 39:
            style = replace(style, ink=None)
        elif number == 49:
            style = replace(style, ground=None)
        else:
            raise ValueError(f"SGR {number} has no place in a picture")
    return style


class Picture:
    """Collects shapes by colour, so that each colour is one path."""

    def __init__(self, columns, rows, ink, ground, title):
        self.size = columns * WIDTH + 2 * MARGIN, rows * HEIGHT + 2 * MARGIN
        self.ink, self.ground, self.title = ink, ground, title
        self.grounds = defaultdict(list)
        self.areas = defaultdict(list)
        self.lines = defaultdict(list)
        self.heavy = defaultdict(list)
        self.dots = defaultdict(list)
        self.texts = []

    def draw(self, rows):
        for y, row in enumerate(rows):
            x = 0
            while x < len(row):
                character, style = row[x]
                length = 1
                if not is_shape(character):
                    while x + length < len(row) and belongs(row, x + length, style):
                        length += 1
                run = "".join(each for each, _ in row[x : x + length])
                self._run(run, x, y, style)
                x += length

    def _run(self, run, x, y, style):
        ink, ground = style.ink or self.ink, style.ground or self.ground
        if style.reversed:
            ink, ground = ground, ink
        left, top = MARGIN + x * WIDTH, MARGIN + y * HEIGHT
        if ground != self.ground:
            add(self.grounds[ground], left, top, len(run) * WIDTH, HEIGHT)
        if style.dim:
            ink = blend(ink, ground)
        if is_shape(run):
            self._shape(run, left, top, ink)
        elif run.strip():
            bare = run.strip()
            start = left + (len(run) - len(run.lstrip())) * WIDTH
            self._text(bare, start, top, ink, style)

    def _text(self, text, left, top, ink, style):
        marks = f' fill="{ink}"' if ink != self.ink else ""
        marks += ' font-weight="bold"' if style.bold else ""
        marks += ' text-decoration="underline"' if style.underlined else ""
        self.texts.append(
            f'<text x="{left}" y="{top + 12}" textLength="{len(text) * WIDTH}"{marks}>'
            f"{escape(text)}</text>")

    def _shape(self, character, left, top, ink):
        if character in ARMS:
            lines = self.heavy if character in HEAVY else self.lines
            middle, centre = top + HEIGHT // 2, left + WIDTH // 2
            arms = ARMS[character]
            if "l" in arms or "r" in arms:
                start = left if "l" in arms else centre
                lines[ink].append(("h", middle, start, left + WIDTH if "r" in arms else centre))
            if "u" in arms or "d" in arms:
                start = top if "u" in arms else middle
                lines[ink].append(("v", centre, start, top + HEIGHT if "d" in arms else middle))
        elif character in LOWER:
            height = HEIGHT * (LOWER.index(character) + 1) // 8
            add(self.areas[ink], left, top + HEIGHT - height, WIDTH, height)
        elif character in LEFT:
            add(self.areas[ink], left, top, LEFT.index(character) + 1, HEIGHT)
        elif character == "▀":
            add(self.areas[ink], left, top, WIDTH, HEIGHT // 2)
        else:
            for bit, (column, row) in enumerate(DOTS):
                if (ord(character) - 0x2800) >> bit & 1:
                    start = top + row * HEIGHT // 4
                    self.dots[ink].append(
                        ("v", left + column * WIDTH // 2 + 2, start, start + HEIGHT // 4))

    def svg(self):
        width, height = self.size
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}">',
            f"<title>{escape(self.title)}</title>",
            f'<rect width="{width}" height="{height}" rx="6" fill="{self.ground}"/>',
        ]
        for colour, areas in [*self.grounds.items(), *self.areas.items()]:
            path = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in areas)
            parts.append(f'<path fill="{colour}" d="{path}"/>')
        for kind, width, dashes in (
            (self.lines, 1, ""), (self.heavy, 2, ""), (self.dots, 2.4, ' stroke-dasharray="2.8 1.2"')
        ):
            for colour, lines in kind.items():
                parts.append(
                    f'<path fill="none" stroke="{colour}" stroke-width="{width}"{dashes} '
                    f'd="{strokes(lines)}"/>')
        parts.append(
            f'<g font-family="{FONTS}" font-size="{LETTER}" fill="{self.ink}" xml:space="preserve">')
        return "\n".join([*parts, *self.texts, "</g>", "</svg>", ""])


def add(areas, left, top, width, height):
    """Beside the one before, of the same height, an area becomes one with it."""
    if areas:
        x, y, w, h = areas[-1]
        if (y, h, x + w) == (top, height, left):
            areas[-1] = (x, y, w + width, h)
            return
    areas.append((left, top, width, height))


def is_shape(character):
    return character in ARMS or character in LOWER + LEFT + "▀" or "\u2800" < character <= "\u28ff"


def belongs(row, x, style):
    """Whether a run of text goes on here; two blanks end it, so that columns keep their places."""
    character, other = row[x]
    blank = character == " " and row[x - 1][0] == " " and style.ground is None
    return other == style and not is_shape(character) and not blank


def strokes(lines):
    """A path of horizontal and vertical lines; those that meet end to end become one."""
    joined = defaultdict(list)
    for direction, across, start, end in sorted(lines):
        stretches = joined[direction, across]
        if stretches and stretches[-1][1] >= start:
            stretches[-1][1] = max(end, stretches[-1][1])
        else:
            stretches.append([start, end])
    path = []
    for (direction, across), stretches in joined.items():
        for start, end in stretches:
            x, y = (start, across) if direction == "h" else (across, start)
            path.append(f"M{x} {y}{direction}{end - start}")
    return "".join(path)


def blend(ink, ground):
    """Half of each."""
    pairs = zip(bytes.fromhex(ink[1:]), bytes.fromhex(ground[1:]))
    return "#" + bytes((one + other) // 2 for one, other in pairs).hex()


def picture(capture, columns, rows, ink, ground, title):
    drawing = Picture(columns, rows, ink, ground, title)
    drawing.draw(cells(capture))
    return drawing.svg()
