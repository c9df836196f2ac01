"""Makes up a class that handed in: with every kind of trouble, in every layout, and what is to be expected of each.

Used by the tests, by the documentation and by the benchmarks: `make_class(folder, 30, layout="gradescope", seed=1)`.
"""

import ast
import io
import json
import os
import random
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from grader.packs import Exercise, all_exercises, built_in_root, read_pack

PROGRAMS = Path(__file__).parent.parent / "attacks" / "programs"
EXERCISES = ("50_softmax", "52_versions_and_conflicts")
DUE = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)

# Of the attacks, those that can only fail: they end their process, or raise, at once.
ATTACKS = (
    ("forging", "exits while it is loaded"),
    ("forging", "aborts"),
    ("forging", "kills itself"),
    ("harm", "forks"),
    ("harm", "a thread"),
)

_NAMES = (
    "Zhang San", "李四", "Renée Dubois", "Wang Xiaoming", "Jürgen Müller", "Sean O'Brien", "欧阳娜娜", "Maria García López",
    "Li Wei", "陈小红", "Åsa Öberg", "Nguyễn Văn An", "Zhao Min", "Anna Smith", "Anna-Lena Schmidt", "王芳", "Tom Brown",
    "Chen Jie", "Łukasz Nowak", "刘洋", "Priya Patel", "Kim Minjun", "Sato Yui", "Omar Haddad", "Ivana Novak", "孙悟空",
    "Hu Yifan", "Ben Carter", "Clara Weiss", "Diego Ramos", "Elif Yılmaz", "Feng Lei", "Grace Kim", "Hugo Martin",
    "Ines Costa", "John Doe", "周杰", "Lena Fischer", "Milan Horvat", "Noor Ahmed",
)  # fmt: skip


class Kind(StrEnum):
    """What a file is."""

    RIGHT = "right"
    MISTAKE = "mistake"
    STUB = "stub"
    BROKEN = "broken"
    HOSTILE = "hostile"
    MISSING = "missing"


@dataclass(frozen=True)
class Expected:
    """What grading a file has to find; `mistake` is the stem of the wrong file that it was made of."""

    kind: Kind
    mistake: str = ""


@dataclass(frozen=True)
class MadeStudent:
    """A student who was made up, and what is to be expected of each exercise."""

    id: str
    name: str
    email: str
    expected: Mapping[str, Expected]
    trouble: str
    files: Mapping[str, bytes] = field(repr=False)
    at: datetime = DUE

    @property
    def account(self) -> str:
        """The name at the university's computers, and at GitHub."""
        return self.email.partition("@")[0]

    @property
    def number(self) -> int:
        """The number in the class, from 1 on."""
        return int(self.id[-4:])


@dataclass(frozen=True)
class MadeClass:
    """A class that was made up: the assignment's folder, the source to collect from, the roster, the students."""

    assignment: Path
    source: Path
    roster: Path
    students: tuple[MadeStudent, ...]


def make_class(
    folder: Path,
    students: int = 30,
    *,
    layout: str = "folders",
    seed: int = 0,
    exercises: Sequence[str] = EXERCISES,
    pack: Path | None = None,
) -> MadeClass:
    """Write a class of so many students into `folder`, and return what is to be expected of it.

    From about 25 students on, every kind of file and every kind of trouble is there. The same seed makes the same class.
    """
    chance = random.Random(f"{seed} {layout}")
    known = {exercise.stem: exercise for exercise in _exercises(pack)}
    chosen = [known[name] for name in exercises]
    made = tuple(_student(number, chosen, layout, chance) for number in range(1, students + 1))
    folder.mkdir(parents=True, exist_ok=True)
    source = WRITERS[layout](folder, made)
    return MadeClass(
        write_assignment(folder / "hw1", exercises, pack), source, _write_roster(folder, made), made
    )


def write_assignment(folder: Path, exercises: Sequence[str] = EXERCISES, pack: Path | None = None) -> Path:
    """Write the folder of an assignment and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        'id = "hw1"',
        'title = "Homework 1"',
        f'secret = "{"0123456789abcdef" * 2}"',
        f"due = {DUE.isoformat()}",
    ]
    lines += [f"pack = {json.dumps(str(pack))}"] if pack is not None else []
    lines += ['budget = "practice"']
    for name in exercises:
        lines += ["", "[[exercises]]", f'exercise = "{name}"', "points = 10"]
    (folder / "assignment.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _exercises(pack: Path | None) -> list[Exercise]:
    return all_exercises([read_pack(pack or built_in_root(), "made")])


def _write_roster(folder: Path, students: Sequence[MadeStudent]) -> Path:
    path = folder / "roster.csv"
    lines = ["id,name,email,section", *(f"{s.id},{s.name},{s.email},{1 + s.number % 2}" for s in students)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


# -- what is in the files -------------------------------------------------------------------------------------


def contents(exercise: Exercise, kind: str, chance: random.Random) -> tuple[bytes, Expected]:
    """Return a file for an exercise of one of the kinds in `CONTENTS`, and what grading has to find."""
    solution = exercise.solution.read_text(encoding="utf-8")
    if kind == "solution":
        return solution.encode(), Expected(Kind.RIGHT)
    if kind == "alternate":
        return chance.choice(exercise.alternates).read_bytes(), Expected(Kind.RIGHT)
    if kind == "renamed":
        return renamed(solution).encode(), Expected(Kind.RIGHT)
    if kind == "commented":
        return commented(solution, chance).encode(), Expected(Kind.RIGHT)
    if kind == "wrong":
        path = chance.choice(exercise.wrong)
        return path.read_bytes(), Expected(Kind.MISTAKE, path.stem)
    if kind == "stub":
        return exercise.stub.read_bytes(), Expected(Kind.STUB)
    if kind == "broken":
        return solution.replace("(", "((", 1).encode(), Expected(Kind.BROKEN)
    return _hostile(solution, chance).encode(), Expected(Kind.HOSTILE)


CONTENTS = (
    "solution",
    "wrong",
    "alternate",
    "renamed",
    "wrong",
    "commented",
    "stub",
    "broken",
    "wrong",
    "hostile",
)


def renamed(source: str) -> str:
    """Return a program with other names for its local variables, and without comments; it does the same."""
    tree = ast.parse(source)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            _rename(function)
    return ast.unparse(tree) + "\n"


def commented(source: str, chance: random.Random) -> str:
    """Return a program with comments and empty lines between its functions; it does the same."""
    lines = []
    for line in source.splitlines():
        if line.startswith(("def ", "class ", "@")):
            lines += ["", f"# my own work, version {chance.randrange(100)}"]
        lines.append(line)
    return "\n".join(lines) + "\n"


def _rename(function: ast.FunctionDef) -> None:
    """Rename what a function assigns to, unless it is an argument of something or belongs to somebody else."""
    nodes = list(ast.walk(function))
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in nodes):
        return
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    inner = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler)}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    new = {name: f"my_{name}" for name in stored - arguments - inner}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in new:
            node.id = new[node.id]


def _hostile(solution: str, chance: random.Random) -> str:
    """Return a solution that first does what one of the attacks does."""
    family, name = chance.choice(ATTACKS)
    text = (PROGRAMS / f"{family}.txt").read_text(encoding="utf-8")
    body = text.split(f"\n=== {name} |", 1)[1].partition("\n")[2].partition("\n===")[0]
    future = "from __future__ import annotations\n"
    start = future if future in solution else ""
    return (
        f"{start}import os, sys\n\n\ndef breach(what=''):\n    raise RuntimeError(what)\n\n\n"
        f"def attack(x):\n    pass\n\n\n{body}\n\nattack(None)\n\n{solution.replace(future, '')}"
    )


# -- how they are handed in -----------------------------------------------------------------------------------


def _as_it_is(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"{exercise.slug}.py": data}


def _by_number(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"{exercise.number}.py": data}


def _downloaded_twice(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"{exercise.slug.replace('_', ' ').title()} (1).py": data}


def _as_text(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"{exercise.stem}.py.txt": data}


def _nested(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"my work/{exercise.stem}/{exercise.slug}.py": data}


def _odd_name(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"answer_{'abcdefghij'[exercise.number % 10]}.py": data}


def _as_notebook(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    """The same as a notebook, with a magic and a shell command before it."""
    source = data.decode()
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["My homework"]},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "source": ["%matplotlib inline\n", "!pip install torch"],
        },
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source.splitlines(keepends=True)},
    ]
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {f"{exercise.slug}.ipynb": json.dumps(notebook).encode()}


def _in(encoding: str, comment: str) -> Callable[[Exercise, bytes], dict[str, bytes]]:
    def write(exercise: Exercise, data: bytes) -> dict[str, bytes]:
        text = data.decode() + f"\n# {comment}\n"
        kept = text.encode(encoding, "ignore")
        return {f"{exercise.slug}.py": kept}

    return write


def _with_junk(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {
        f"{exercise.slug}.py": data,
        "README.md": b"# my homework\n",
        ".DS_Store": b"\0\0\0\1Bud1",
        f"__pycache__/{exercise.slug}.cpython-311.pyc": b"\0",
        "plots/loss.png": b"\x89PNG\r\n\x1a\n\0",
    }


def _two_versions(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    """An older version beside it, by what the names say and by the times."""
    return {f"{exercise.slug}.py": exercise.stub.read_bytes(), f"{exercise.slug} (2).py": data}


def _empty(exercise: Exercise, _: bytes) -> dict[str, bytes]:
    return {f"{exercise.slug}.py": b"\n  \n"}


def _too_large(exercise: Exercise, data: bytes) -> dict[str, bytes]:
    return {f"{exercise.slug}.py": data + b"#" * 2**20}


def _nothing(_: Exercise, __: bytes) -> dict[str, bytes]:
    return {}


# Kind of trouble -> how it is written. After those of the second table nothing is there to be graded.
TROUBLES: Mapping[str, Callable[[Exercise, bytes], dict[str, bytes]]] = {
    "as it is": _as_it_is,
    "its number as the name": _by_number,
    "downloaded twice": _downloaded_twice,
    "a text file": _as_text,
    "nested folders": _nested,
    "a name that says nothing": _odd_name,
    "a notebook": _as_notebook,
    "UTF-8 with a mark": _in("utf-8-sig", "注意"),
    "UTF-16": _in("utf-16", "注意"),
    "GB18030": _in("gb18030", "注意这里的中文注释"),
    "Latin-1": _in("latin-1", "très élégant, n'est-ce pas ?"),
    "junk beside it": _with_junk,
    "two versions": _two_versions,
}
TROUBLES_WITHOUT_A_GRADE: Mapping[str, Callable[[Exercise, bytes], dict[str, bytes]]] = {
    "an empty file": _empty,
    "too large": _too_large,
    "nothing at all": _nothing,
}


def _student(number: int, exercises: Sequence[Exercise], layout: str, chance: random.Random) -> MadeStudent:
    name = _NAMES[(number - 1) % len(_NAMES)] + ("" if number <= len(_NAMES) else f" {_letters(number)}")
    troubles = [*TROUBLES, *TROUBLES_WITHOUT_A_GRADE]
    trouble = troubles[(number - 1) % len(troubles)]
    if trouble == "nested folders" and layout in ("flat", "canvas", "moodle_flat"):
        trouble = "as it is"  # there are no folders
    files: dict[str, bytes] = {}
    expected: dict[str, Expected] = {}
    for position, exercise in enumerate(exercises):
        kind = CONTENTS[(number - 1 + 3 * position) % len(CONTENTS)]
        if trouble == "a name that says nothing" and kind == "hostile":
            kind = "solution"
        data, found = contents(exercise, kind, chance)
        write = TROUBLES.get(trouble) or TROUBLES_WITHOUT_A_GRADE[trouble]
        files |= write(exercise, data)
        expected[exercise.stem] = Expected(Kind.MISSING) if trouble in TROUBLES_WITHOUT_A_GRADE else found
    at = DUE + timedelta(hours=chance.randrange(-72, 24), minutes=chance.randrange(60))
    identity = f"2026{number:04d}"
    return MadeStudent(identity, name, f"{_account(name, number)}@example.edu", expected, trouble, files, at)


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _account(name: str, number: int) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if c.isascii() and c.isalpha()).lower()
    return f"{plain or 'student'}{number}"


# -- the layouts ----------------------------------------------------------------------------------------------


def _label(student: MadeStudent) -> str:
    """Return a student's name in one of the ways in which people write it."""
    parts = student.name.split()
    ways = (
        student.name,
        " ".join(reversed(parts)),
        "_".join(parts).lower(),
        f"{student.id}_{student.name}",
        "".join(c for c in unicodedata.normalize("NFKD", student.name) if not unicodedata.combining(c)),
    )
    return ways[student.number % len(ways)]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, each an hour younger than the one before it."""
    for position, (name, data) in enumerate(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        time = DUE.timestamp() + 3600 * position
        os.utime(path, (time, time))


class ChineseInfo(zipfile.ZipInfo):
    """A member as a Chinese Windows writes it: its name is GBK, and nothing says so."""

    def _encodeFilenameFlags(self):  # noqa: N802 - what zipfile asks for the bytes of a name
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def zipped(files: Mapping[str, bytes], *, chinese_windows: bool = False) -> bytes:
    """Return a zip of files, each an hour younger than the one before it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for position, (name, data) in enumerate(files.items()):
            time = (DUE + timedelta(hours=position)).timetuple()[:6]
            info = ChineseInfo(name, time) if chinese_windows else zipfile.ZipInfo(name, time)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def _folders(folder: Path, students: Sequence[MadeStudent]) -> Path:
    for student in students:
        _write(folder / "submissions" / _label(student), student.files)
    return folder / "submissions"


def _flat(folder: Path, students: Sequence[MadeStudent]) -> Path:
    for student in students:
        label = _label(student).replace(" ", "_")
        _write(
            folder / "submissions", {f"{label}_{name}": data for name, data in _flattened(student).items()}
        )
    return folder / "submissions"


def _zips(folder: Path, students: Sequence[MadeStudent]) -> Path:
    inner = {
        f"{_label(s)}.zip": zipped(
            {f"作业/{name}": data for name, data in s.files.items()}, chinese_windows=s.number % 2 == 0
        )
        for s in students
    }
    path = folder / "submissions.zip"
    path.write_bytes(zipped(inner))
    return path


def _gradescope(folder: Path, students: Sequence[MadeStudent]) -> Path:
    """As "Download Submissions" does it; whoever handed in nothing has no submission."""
    files: dict[str, bytes] = {}
    lines = ["---"]
    for student in students:
        if not student.files:
            continue
        name = f"submission_{330000000 + student.number}"
        lines += [
            f"{name}:",
            "  :submitters:",
            f"  - :name: {student.name}",
            f"    :sid: '{student.id}'",
            f"    :email: {student.email}",
            f"  :created_at: {student.at:%Y-%m-%d %H:%M:%S}.123456789 Z",
            "  :score: 0.0",
            "  :status: processed",
            "  :results:",
            "    tests:",
            "    - name: 'a test: with a colon'",
            "      output: |",
            "        submission_1:",
            "          :submitters: []",
            "  :history:",
            "  - :id: 1",
            f"    :created_at: {student.at - timedelta(days=1):%Y-%m-%d %H:%M:%S}.000000000 Z",
            "    :score: 1.0",
        ]
        files |= {f"assignment_55_export/{name}/{path}": data for path, data in student.files.items()}
    files["assignment_55_export/submission_metadata.yml"] = "\n".join(lines).encode() + b"\n"
    path = folder / "assignment_55_export.zip"
    path.write_bytes(zipped(files))
    return path


def _canvas(folder: Path, students: Sequence[MadeStudent]) -> Path:
    files = {}
    upload = 880000
    for student in students:
        parts = student.name.split()
        sortable = "".join(c for c in "".join([*parts[1:], parts[0]]).lower() if c.isalnum() or c == "_")
        late = "LATE_" if student.at > DUE else ""
        for name, data in _flattened(student).items():
            upload += 1
            files[f"{sortable}_{late}{700 + student.number}_{upload}_{name}"] = data
    path = folder / "submissions.zip"
    path.write_bytes(zipped(files))
    return path


def _moodle(folder: Path, students: Sequence[MadeStudent]) -> Path:
    files = {
        f"{s.name.replace('_', ' ')}_{5000 + s.number}_assignsubmission_file_/{name}": data
        for s in students
        for name, data in s.files.items()
    }
    path = folder / "C1-Homework-77.zip"
    path.write_bytes(zipped(files))
    return path


def _moodle_flat(folder: Path, students: Sequence[MadeStudent]) -> Path:
    files = {
        f"{s.name.replace('_', ' ')}_{5000 + s.number}_assignsubmission_file_{name}": data
        for s in students
        for name, data in _flattened(s).items()
    }
    path = folder / "C1-Homework-77.zip"
    path.write_bytes(zipped(files))
    return path


def _clones(folder: Path, students: Sequence[MadeStudent]) -> Path:
    for student in students:
        clone = folder / "clones" / f"hw1-{student.account}"
        _write(
            clone,
            {name: data for name, data in student.files.items() if name != ".DS_Store"}
            or {"README.md": b"hi\n"},
        )
        commit(clone, student.at)
    return folder / "clones"


def commit(clone: Path, at: datetime) -> None:
    """Commit everything that lies in a folder, which becomes a repository if it is none yet."""
    stamp = f"{int(at.timestamp())} +0800"
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": stamp,
        "GIT_COMMITTER_DATE": stamp,
    }
    who = ("-c", "user.name=A student", "-c", "user.email=student@example.edu", "-c", "core.autocrlf=false")
    for words in (("init", "-q", "-b", "main"), ("add", "-A", "-f"), (*who, "commit", "-q", "-m", "work")):
        subprocess.run(["git", *words], cwd=clone, env=environment, check=True, capture_output=True)


def _flattened(student: MadeStudent) -> dict[str, bytes]:
    """Return the files of a student for a layout that has no folders."""
    return {
        name.replace("/", "_"): data
        for name, data in student.files.items()
        if not name.startswith("__pycache__")
    }


WRITERS: Mapping[str, Callable[[Path, Sequence[MadeStudent]], Path]] = {
    "folders": _folders,
    "flat": _flat,
    "zips": _zips,
    "gradescope": _gradescope,
    "canvas": _canvas,
    "moodle": _moodle,
    "moodle_flat": _moodle_flat,
    "clones": _clones,
}
LAYOUTS = tuple(WRITERS)
