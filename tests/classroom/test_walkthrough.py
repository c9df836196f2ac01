"""The commands of docs/classroom.md, in their order, as a teacher would type them."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from grader.cli import run
from grader.cli.assignment import COMMANDS
from grader.cli.assignment import MODULES as PLANNED

ROOT = Path(__file__).parent.parent.parent
DOCS = {
    language: ROOT / "docs" / name
    for language, name in {"en": "classroom.md", "zh": "classroom.zh.md"}.items()
}
BLOCK = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
SOLUTIONS = ROOT / "solutions"


def blocks(language):
    return [found.groupdict() for found in BLOCK.finditer(DOCS[language].read_text(encoding="utf-8"))]


def commands(language):
    """Return the command lines of the page, in order."""
    return [
        shlex.split(line)
        for block in blocks(language)
        if block["kind"] == "sh"
        for line in block["text"].splitlines()
    ]


def test_both_languages_have_the_same_commands_and_files():
    plain = {
        language: [
            (block["kind"], block["file"], block["text"])
            for block in blocks(language)
            if block["kind"] != "text"
        ]
        for language in DOCS
    }
    assert plain["en"] == plain["zh"]


@pytest.mark.parametrize("language", list(DOCS))
def test_every_command_is_on_the_page(language):
    typed = {words[2] for words in commands(language) if words[:2] == ["grade", "assignment"]}
    told = set(re.findall(r"`grade assignment ([\w-]+)", DOCS[language].read_text(encoding="utf-8")))
    assert typed <= set(PLANNED)
    assert told >= set(PLANNED)


@pytest.mark.parametrize("language", list(DOCS))
def test_every_key_of_an_assignment_is_on_the_page(language):
    page = DOCS[language].read_text(encoding="utf-8")
    template = (ROOT / "grader" / "classroom" / "templates" / f"assignment.{language}.toml").read_text(
        encoding="utf-8"
    )
    keys = set(re.findall(r"^(?:# )?(\w+) = ", template, re.MULTILINE)) - {"team1"}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


@pytest.fixture
def class_folder(tmp_path, monkeypatch):
    """A folder with what the students of the page handed in."""
    handed_in = {
        "ada/softmax.py": SOLUTIONS / "50_softmax" / "softmax.py",
        "ada/versions_and_conflicts.py": SOLUTIONS
        / "52_versions_and_conflicts"
        / "versions_and_conflicts.py",
        "grace/versions_and_conflicts.py": next(
            (SOLUTIONS / "52_versions_and_conflicts" / "wrong").glob("*.py")
        ),
    }
    for name, source in handed_in.items():
        target = tmp_path / "handed-in" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    for block in blocks("en"):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADE_LANG", "en")
    return tmp_path


def test_the_page_can_be_followed_from_new_to_export(class_folder, capfd):
    followed = []
    for words in commands("en"):
        if words[:2] != ["grade", "assignment"] or words[2] not in COMMANDS:
            continue
        status = run(words[1:])
        told = capfd.readouterr()
        assert status == 0, f"{shlex.join(words)}\n{told.out}\n{told.err}"
        followed.append(words[2])
    assert followed[:3] == ["new", "check", "handout"]
    assert (class_folder / "hw1" / "handout" / "hw1.zip").is_file()
    assert "publish" in followed
