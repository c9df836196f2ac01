"""What a Python file defines, read from its text; nothing is run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

# What stands at the beginning of a line, for a file that is no Python: it says what it would have defined.
_BEGINNING = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


def definitions(source: bytes) -> frozenset[str]:
    """Return the public functions, classes and variables that a file defines at its top level."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a learner's odd escapes are not ours to warn of
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        names: Iterable[str] = _BEGINNING.findall(source.decode("utf-8", "replace"))
    else:
        names = _names(tree.body)
    return frozenset(name for name in names if not name.startswith("_"))


def asked_for(stub: Path) -> frozenset[str]:
    """Return the functions and classes that a stub leaves to the learner; nothing where it cannot be read."""
    try:
        tree = ast.parse(stub.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(
        node.name for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")
    )


def _names(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If(body=inner, orelse=other):
                yield from _names([*inner, *other])
            case ast.Try(body=inner, orelse=other, finalbody=last):
                yield from _names([*inner, *other, *last])
            case ast.With(body=inner):
                yield from _names(inner)
