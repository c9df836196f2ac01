"""Writes the pictures of the statements: `python tools/pictures`; `--check` only compares."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import convolution
import networks
import pooling
from drawing import Drawing

from grader.packs import Exercise, read_pack

ROOT = Path(__file__).resolve().parent.parent.parent


def pictures() -> Iterator[tuple[Path, str]]:
    """Yield each picture's file and its contents."""
    for exercise in read_pack(ROOT, "").exercises.values():
        for module in (convolution, pooling, networks):
            scene = getattr(module, exercise.slug, None)
            if scene is not None:
                yield exercise.folder / "picture.svg", drawn(scene, exercise)


def drawn(scene: Callable[[Drawing], None], exercise: Exercise) -> str:
    """Return the picture of an exercise: its scene, under its title, described by the scene's docstring."""
    drawing = Drawing()
    scene(drawing)
    english, chinese = inspect.cleandoc(scene.__doc__ or "").split("\nzh: ")
    description = f"{' '.join(english.split())} {chinese.replace(chr(10), '')}"
    return drawing.svg(f"{exercise.title.en} · {exercise.title.zh}", description)


def main() -> int:
    """Write the pictures, or tell whether they are up to date."""
    stale = 0
    for path, contents in pictures():
        if "--check" not in sys.argv[1:]:
            path.write_text(contents, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != contents:
            print(f"{path.relative_to(ROOT)} is not up to date")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
