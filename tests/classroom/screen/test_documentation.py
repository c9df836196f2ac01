"""The walk-through in docs/screening.md does what it says, command by command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ENGLISH = ROOT / "docs" / "screening.md"
CHINESE = ROOT / "docs" / "screening.zh.md"

FENCE = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


def steps(document):
    """Yield (name of a file, its contents) and (command, lines that it prints)."""
    for found in FENCE.finditer(document.read_text(encoding="utf-8")):
        if found["kind"] == "python":
            yield found["file"], found["body"]
            continue
        assert found["kind"] == "console"
        for part in re.split(r"^\$ ", found["body"], flags=re.MULTILINE)[1:]:
            command, *output = part.splitlines()
            yield command, output


def pattern(lines):
    """Return what matches an output of which these lines are shown; "..." stands for anything."""
    joined = "\n".join(lines)
    return re.compile(".*".join(map(re.escape, joined.split("..."))) + r"\s*", re.DOTALL)


@pytest.fixture
def shell(tmp_path):
    """Runs a command where the one before it left off, with `grade` on the path."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "grade"
    start = "from grader.cli import main; main()"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{start}' \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    where = [work]
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GRADE_LANG": "en",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
    }

    def shell(command):
        ended = subprocess.run(
            ["bash", "-c", f'{command}\nstatus=$?; pwd > "{tmp_path}/where"; exit $status'],
            cwd=where[0],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        where[0] = Path((tmp_path / "where").read_text(encoding="utf-8").strip())
        return ended

    shell.work = work
    return shell


def test_the_walk_through_can_be_typed_along(shell):
    for step, expected in steps(ENGLISH):
        if isinstance(expected, str):
            (shell.work / step).write_text(expected, encoding="utf-8")
            continue
        ended = shell(step)
        assert ended.returncode in (0, 1), f"{step}\n{ended.stdout}"
        assert pattern(expected).fullmatch(ended.stdout), f"{step}\n{ended.stdout}"
    page = (shell.work / "hiring/review/ada-lovelace.html").read_text(encoding="utf-8")
    assert "8 of 18 points" in page


def test_the_chinese_page_has_the_same_steps():
    english = [(step, body if isinstance(body, str) else "") for step, body in steps(ENGLISH)]
    chinese = [(step, body if isinstance(body, str) else "") for step, body in steps(CHINESE)]
    assert english == chinese


def test_both_pages_name_the_same_files_and_commands():
    def code(document):
        text = FENCE.sub("", document.read_text(encoding="utf-8"))
        return sorted(set(re.findall(r"`[a-z][\w ./*-]+`", text)))

    assert code(ENGLISH) == code(CHINESE)
