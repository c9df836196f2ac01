"""Brings the READMEs up to date: `python tools/readme.py` records a real run and lists the exercises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.packs import all_exercises, find_packs

ROOT = Path(__file__).resolve().parent.parent
WRONG = "solutions/46_max_pooling/wrong/pads_with_zero.py"


def recorded(language: str) -> str:
    """Return what a wrong answer to exercise 46 is told, in 80 columns."""
    command = [sys.executable, "-c", "from grader.cli import main; main()"]
    command += ["exercise", "46", WRONG, "--seed", "1729", "--device", "cpu", "--lang", language]
    environment = {**os.environ, "COLUMNS": "96", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 1:
        raise SystemExit(f"the run to be recorded ended with {done.returncode}: {done.stderr}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def table(language: str) -> str:
    """Return the exercises as a Markdown table with their numbers of alternates and wrong solutions."""
    heads = {
        "en": ("no.", "exercise", "topic", "level", "correct variants", "wrong solutions it catches"),
        "zh": ("编号", "练习", "主题", "难度", "正确写法", "能抓住的错误写法"),
    }[language]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for e in all_exercises(find_packs()):
        link = f"[{e.title.in_language(language)}]({e.question(language).relative_to(ROOT).as_posix()})"
        cells = (f"{e.number:02d}", link, e.topic, e.level, len(e.alternates) + 1, len(e.wrong))
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def main() -> None:
    """Rewrite the recorded parts of both READMEs."""
    for name, language in (("README.md", "en"), ("README.zh.md", "zh")):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        before, mark, rest = text.partition("```text\n")
        text = f"{before}{mark}{recorded(language)}\n```{rest.partition('```')[2]}"
        begin, end = "<!-- exercises -->", "<!-- end of exercises -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{table(language)}\n{end}{rest.partition(end)[2]}"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
