"""Classes made up for benchmarks: who handed in what, without a class."""

from __future__ import annotations

import ast
import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.classroom.ledger import Ledger
from grader.classroom.model import Assignment, Attempt, Collection, HandedIn, Item, Student
from grader.packs import Exercise
from grader.report.data import verdict_to_data

PROGRAMS = Path(__file__).resolve().parent.parent / "tests" / "attacks" / "programs"
# What every attack begins with: the names that tests/attacks/conftest.py gives them.
PRELUDE = """import os, sys, torch
CANARY, SOLUTION, JUDGE, PORT = "/tmp/canary", "/nowhere", {judge}, 9


def breach(what=""):
    raise RuntimeError("BREA" + "CH: " + str(what)[:80])


def call(number, *arguments, quiet=False):
    import ctypes
    library = ctypes.CDLL(None, use_errno=True)
    answer = library.syscall(number, *arguments)
    if not quiet and (answer != -1 or ctypes.get_errno() not in (1, 13, 38)):
        breach(number)
    return answer


def attack(x):
    pass


"""
SECRET = "no secret, but long enough"
OPENS = datetime(2026, 3, 1, tzinfo=UTC)


def make_assignment(folder: Path, exercises: Sequence[str], **more: Any) -> Assignment:
    """Return an assignment whose ledger lies in a folder."""
    items = tuple(Item(exercise, 10.0) for exercise in exercises)
    path = folder / "assignment.toml"
    return Assignment(path=path, id="made", title="Made", items=items, secret=SECRET, **more)


def make_collection(folder: Path, handed_in: Mapping[str, Mapping[str, bytes]]) -> Collection:
    """Return what was handed in, student -> exercise -> source, with a copy of every file below a folder."""
    attempts = []
    for student, sources in handed_in.items():
        files = []
        for exercise, source in sources.items():
            path = folder / "collected" / student / f"{exercise}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source)
            files.append(HandedIn(exercise, path, hashlib.sha256(source).hexdigest()))
        attempts.append(Attempt(student, (student,), OPENS, tuple(files)))
    return Collection(tuple(Student(name) for name in handed_in), tuple(attempts))


def timeless(ledger: Ledger, assignment: Assignment) -> dict[tuple[str, str], list[Any]]:
    """Return every grade as data without what a second run takes otherwise: times, and who did it."""
    found: dict[tuple[str, str], list[Any]] = {}
    for item in assignment.items:
        for graded in ledger.history(item.exercise, assignment.seed(item.exercise)):
            verdict = None if graded.verdict is None else verdict_to_data(graded.verdict)
            if verdict is not None:
                checks = [{**check, "seconds": 0.0} for check in verdict["checks"]]
                verdict |= {"seconds": 0.0, "checks": checks}
            found.setdefault((graded.key.exercise, graded.key.sha256), []).append((verdict, graded.reason))
    return found


def functions_of(source: bytes) -> list[str]:
    """Return the functions that a file defines at its top."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def attacks(exercise: Exercise, judge: int) -> Iterator[bytes]:
    """Yield attack programs that answer an exercise, the families in turn; `judge` is the process to attack."""
    answers = "".join(
        f"\n\ndef {name}(x=None, *args, **kwargs):\n    attack(x)\n    return x\n"
        for name in functions_of(exercise.solution.read_bytes())
    )
    families = [(PROGRAMS / f"{name}.txt").read_text("utf-8") for name in ("forging", "finding", "harm")]
    programs = [family.split("\n=== ")[1:] for family in families]
    rng = random.Random(0)
    for some in programs:
        rng.shuffle(some)
    for number in range(max(map(len, programs))):
        for some in programs:
            if number < len(some):
                title, _, program = some[number].partition("\n")
                text = f"# {title}\n{PRELUDE.format(judge=judge)}{program}\n{answers}"
                yield text.encode()


class _Renaming(ast.NodeTransformer):
    """Gives variables other names, everywhere the same."""

    def __init__(self, names: set[str], suffix: str) -> None:
        self._names = names
        self._suffix = suffix

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self._names:
            node.id += self._suffix
        return node


def disguised(source: bytes, student: str, number: int) -> bytes:
    """Return an answer as another student would have it: variables have other names, and there are comments."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    others = {n.arg for n in nodes if isinstance(n, ast.arg)} | {
        n.arg for n in nodes if isinstance(n, ast.keyword)
    }
    others |= {name for n in nodes if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names}
    others |= {t.id for n in tree.body for t in ast.walk(n) if _is_public(n) and isinstance(t, ast.Name)}
    others |= {
        t.id for n in nodes if isinstance(n, ast.ClassDef) for b in n.body if _is_public(b)
        for t in ast.walk(b) if isinstance(t, ast.Name)
    }  # fmt: skip
    renamed = _Renaming({name for name in bound - others if name.isidentifier()}, f"_{number % 10}")
    text = ast.unparse(renamed.visit(tree))
    return f"# {student}, attempt {number}\n{text}\n# the end\n".encode()


def _is_public(node: ast.stmt) -> bool:
    """Whether a statement at the top of a file or a class binds names that others may use."""
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)


def slowed(source: bytes, turns: int) -> bytes:
    """Return an answer that computes for nothing before every answer."""
    tree = ast.parse(source)
    idle = ast.parse(f"for _ in range({turns}):\n    pass").body
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            start = 1 if ast.get_docstring(node) is not None else 0
            node.body[start:start] = idle
    return ast.unparse(ast.fix_missing_locations(tree)).encode()
