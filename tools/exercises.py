"""Writes docs/exercises.md, the table of all exercises: `python tools/exercises.py`; `--check` only compares."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.packs import Exercise, all_exercises, read_pack

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "exercises.md"
LEVELS = {1: "easy · 易", 2: "medium · 中", 3: "hard · 难"}

HEAD = """# All exercises · 全部练习

<!-- Written by tools/exercises.py from exercises/: change those, then run it. -->

`grade show 46` prints a statement, `grade exercise 46` grades your answer to it.
`grade show 46` 显示题目，`grade exercise 46` 为你的答案评分。

| | question · 问题 | to write · 要写的内容 | topic · 主题 | level · 难度 | after · 先修 |
|---:|---|---|---|---|---|
"""


def page(exercises: Sequence[Exercise]) -> str:
    """Return the page."""
    return HEAD + "".join(f"{row(exercise)}\n" for exercise in exercises)


def row(exercise: Exercise) -> str:
    """Return the line of one exercise."""
    title = f"[{exercise.title.en}](../exercises/{exercise.stem}/question.md)"
    chinese = f"[{exercise.title.zh}](../exercises/{exercise.stem}/question.zh.md)"
    after = ", ".join(map(str, exercise.prerequisites)) or "-"
    names = ", ".join(f"`{name}`" for name in to_write(exercise.stub))
    cells = [f"{exercise.number:02d}", f"{title}<br>{chinese}", names, exercise.topic, LEVELS[exercise.level]]
    return f"| {' | '.join([*cells, after])} |"


def to_write(stub: Path) -> Iterator[str]:
    """Yield the public functions and classes of a stub, which is read and not run."""
    for node in ast.parse(stub.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def main() -> int:
    """Write the page, or tell whether it is up to date."""
    text = page(all_exercises([read_pack(ROOT, "")]))
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
