"""The pictures of the statements: up to date, self-contained, readable in both languages and by a screen reader."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parent.parent
PICTURES = sorted(ROOT.glob("exercises/*/picture.svg"))
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "rect", "path", "text"}

of_every_picture = pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.parent.name)


def test_the_pictures_are_up_to_date():
    ended = subprocess.run(
        [sys.executable, "tools/pictures", "--check"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}run: python tools/pictures"


def test_every_picture_that_a_statement_shows_is_there():
    shown = {
        path.parent
        for path in ROOT.glob("exercises/*/question*.md")
        if "picture.svg" in path.read_text("utf-8")
    }
    assert shown == {picture.parent for picture in PICTURES}


@of_every_picture
def test_a_picture_is_small_and_needs_nothing_from_outside(picture):
    contents = picture.read_text("utf-8")
    assert len(contents.encode()) < 20_000
    assert {element.tag.removeprefix(SVG) for element in ET.fromstring(contents).iter()} <= ELEMENTS
    assert not re.search(r"href|url\(|@import|@font-face|\son\w+=", contents)
    assert contents.count("http") == 1, "only the namespace"


@of_every_picture
def test_a_picture_fits_a_phone_and_a_dark_page(picture):
    root = ET.parse(picture).getroot()
    left, top, width, height = map(float, root.get("viewBox").split())
    assert width <= 600
    assert (float(root.get("width")), float(root.get("height"))) == (width, height)
    assert "prefers-color-scheme:dark" in root.findtext(f"{SVG}style")
    for text in root.iter(f"{SVG}text"):
        assert left < float(text.get("x")) < left + width
        assert top < float(text.get("y")) < top + height


@of_every_picture
def test_a_picture_has_a_title_and_the_words_of_both_statements(picture):
    root = ET.parse(picture).getroot()
    assert " · " in root.findtext(f"{SVG}title")
    alternatives = []
    for name in ("question.md", "question.zh.md"):
        found = re.findall(
            r"^!\[([^\]]+)\]\(picture\.svg\)$", picture.with_name(name).read_text("utf-8"), re.MULTILINE
        )
        assert len(found) == 1, name
        alternatives += found
    assert root.findtext(f"{SVG}desc") == " ".join(alternatives)
