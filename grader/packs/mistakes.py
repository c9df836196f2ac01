"""Reads what a wrong solution says about itself, without running it."""

from __future__ import annotations

import ast
from pathlib import Path

from grader.language import message
from grader.packs.model import Mistake, PackError, read_text
from grader.verdict import Title


def read_mistake(path: Path) -> Mistake:
    """Read what the wrong solution at `path` says about itself, without running it.

    Raises PackError where the docstring lacks a hint in one of the languages, or `CAUGHT_BY` is missing.
    """
    try:
        tree = ast.parse(read_text(path))
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise PackError(
            path,
            line,
            message("this wrong solution is no Python: {reason}.", reason=error),
            message("It must load, and be wrong in one thing only."),
        ) from error
    hints = _hints(ast.get_docstring(tree) or "")
    for language in ("en", "zh"):
        if not hints.get(language):
            raise PackError(
                path,
                1,
                message("the docstring has no hint that begins with “{prefix}:”.", prefix=language),
                message(
                    "Write the hint in both languages, each on a line of its own: “en: ...” and “zh: ...”."
                ),
            )
    caught_by = next((value for value in map(_caught_by, tree.body) if value), None)
    if caught_by is None:
        raise PackError(
            path,
            None,
            message("it does not say which check must fail."),
            message('Add a line like CAUGHT_BY = "max_pool2d.value" below the docstring.'),
        )
    return Mistake(path.stem, caught_by, Title(en=hints["en"], zh=hints["zh"]))


def _hints(docstring: str) -> dict[str, str]:
    """Collect the paragraphs that begin with "en:" and "zh:"; a hint ends at an empty line."""
    hints: dict[str, str] = {}
    language = ""
    for line in map(str.strip, docstring.splitlines()):
        if line[:3] in ("en:", "zh:"):
            language, line = line[:2], line[3:].strip()
            hints[language] = line
        elif language and line:
            hints[language] += ("" if language == "zh" else " ") + line
        else:
            language = ""
    return hints


def _caught_by(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id="CAUGHT_BY")], value=ast.Constant(value=str(value))):
            return value
    return None
