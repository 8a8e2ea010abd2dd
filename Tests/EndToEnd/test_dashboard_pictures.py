"""The README's pictures: how cells become SVG, and that those in the repository are whole."""

import re
import sys
from xml.etree import ElementTree

import pytest

from conftest import REPOSITORY

sys.path.append(str(REPOSITORY / "Scripts"))

from picture import HEIGHT, MARGIN, WIDTH, picture

SVG = "{http://www.w3.org/2000/svg}"
INK, GROUND = "#c8d2da", "#14191f"


def drawn(capture, columns=40, rows=3):
    return ElementTree.fromstring(picture(capture, columns, rows, INK, GROUND, "a <title>"))


def texts(capture):
    return [
        (text.text, text.get("x"), text.get("textLength"), text.get("fill"), text.get("font-weight"))
        for text in drawn(capture).iter(SVG + "text")]


def paths(capture, colour):
    return [
        path.get("d") for path in drawn(capture).iter(SVG + "path")
        if colour in (path.get("fill"), path.get("stroke"))]


def test_text_stands_at_its_columns_in_its_colour():
    capture = "ab <c>  d\n\x1b[1m\x1b[38;2;255;0;16mred\x1b[39m plain"

    assert texts(capture) == [
        ("ab <c>", str(MARGIN), str(6 * WIDTH), None, None),
        ("d", str(MARGIN + 8 * WIDTH), str(WIDTH), None, None),
        ("red", str(MARGIN), str(3 * WIDTH), "#ff0010", "bold"),
        ("plain", str(MARGIN + 4 * WIDTH), str(5 * WIDTH), None, "bold"),
    ]


def test_reversed_text_swaps_ink_and_ground():
    assert texts("\x1b[7mon\x1b[27moff") == [
        ("on", str(MARGIN), str(2 * WIDTH), GROUND, None),
        ("off", str(MARGIN + 2 * WIDTH), str(3 * WIDTH), None, None),
    ]
    assert paths("\x1b[7mon\x1b[27moff", INK) == [
        f"M{MARGIN} {MARGIN}h{2 * WIDTH}v{HEIGHT}h-{2 * WIDTH}z"]


def test_lines_that_meet_are_one_line():
    (path,) = paths("┌──\n│\n└──", INK)

    left, top = MARGIN + WIDTH // 2, MARGIN + HEIGHT // 2
    across, down = MARGIN + 3 * WIDTH - left, 2 * HEIGHT
    assert sorted(re.findall("M[^M]+", path)) == sorted(
        [f"M{left} {top}h{across}", f"M{left} {top + down}h{across}", f"M{left} {top}v{down}"])


@pytest.mark.parametrize("bar, width, height", [
    ("██▌", 2 * WIDTH + WIDTH // 2, HEIGHT), ("▂", WIDTH, HEIGHT // 4), ("▀", WIDTH, HEIGHT // 2)])
def test_bars_fill_what_they_stand_for(bar, width, height):
    rectangles = re.findall(r"h(\d+)v(\d+)", "".join(paths(bar, INK)))

    assert {int(tall) for _, tall in rectangles} == {height}
    assert sum(int(wide) for wide, _ in rectangles) == width


def test_braille_is_drawn_as_columns_of_dots():
    (path,) = paths("⣿⡀", INK)

    assert sorted(re.findall(r"v(\d+)", path)) == sorted(
        [str(HEIGHT), str(HEIGHT), str(HEIGHT // 4)])


def test_what_has_no_place_in_a_picture_is_refused():
    with pytest.raises(ValueError, match="24-bit"):
        drawn("\x1b[38;5;114mgreen")


def test_the_pictures_of_the_readme_are_there_small_and_whole():
    linked = set(re.findall(r"\((docs/screens/[\w-]+\.svg)\)", (REPOSITORY / "README.md").read_text()))

    assert linked == {str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("docs/screens/*")}
    for name in linked:
        data = (REPOSITORY / name).read_bytes()
        assert len(data) < 100_000, name
        image = ElementTree.fromstring(data)
        assert sum(len(text.text) for text in image.iter(SVG + "text")) > 200, name
