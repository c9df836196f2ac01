"""What students get of an assignment: statements and stubs, a README, and for public exercises the means to practise.

Only files that are meant for students are ever read: no contract, no solution, no wrong file, no hint.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.classroom.assignment import exercises_of
from grader.classroom.model import Assignment, Item, Visibility
from grader.classroom.practice import FILE as PRACTICE
from grader.classroom.practice import practice_text
from grader.classroom.words import amount, attempts_sentence, late_sentences, record_sentence, when
from grader.language import Problem, Translator, message, text
from grader.packs import Exercise

README = "README.md"
UNWRITTEN = b"raise NotImplementedError"
# Zip knows no earlier day. With a fixed one, the same assignment gives the same bytes on every machine; and so the
# files are stored as they are, because compressors differ.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
ORDINARY_FILE = 0o100644 << 16

_PICTURE = re.compile(r"!\[[^\]]*\]\((?P<name>[\w-][\w.-]*\.(?:svg|png|jpe?g|gif|webp))\)")


def handout_files(assignment: Assignment, languages: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a handout: path in it -> content. Statements come in each of `languages`.

    Raises Problem where a stub was edited, so that it may hold an answer, or where a file holds the secret.
    """
    exercises = exercises_of(assignment)
    _ = text(assignment.language)
    files = {README: _readme(assignment, exercises, languages, _).encode()}
    if assignment.pack is None:
        files[PRACTICE] = practice_text(assignment, _).encode()
    for exercise in exercises.values():
        files |= {f"{exercise.stem}/{name}": data for name, data in _files_of(exercise, languages)}
    for name, data in files.items():
        if assignment.secret.encode() in data:
            raise Problem(
                message("The secret of the assignment stands in {file}.", file=name),
                message("Remove it there, and give the assignment a fresh one."),
            )
    return files


def archive(files: Mapping[str, bytes], top: str) -> bytes:
    """Return the files as a zip archive, below the one folder `top`; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{top}/{name}", FIRST_DAY)
            info.external_attr = ORDINARY_FILE
            info.create_system = 3  # Unix, also when it is made on Windows
            zipped.writestr(info, files[name])
    return buffer.getvalue()


def _files_of(exercise: Exercise, languages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    yield exercise.stub.name, _stub(exercise)
    pictures: set[str] = set()
    for language in languages:
        statement = exercise.statement(language)
        title = " ".join(exercise.title.in_language(language).split())
        yield exercise.question(language).name, f"# {exercise.number} {title}\n\n{statement}".encode()
        pictures.update(found["name"] for found in _PICTURE.finditer(statement))
    for name in sorted(pictures):
        if (exercise.folder / name).is_file():
            yield name, (exercise.folder / name).read_bytes()


def _stub(exercise: Exercise) -> bytes:
    """Return the stub with the line ends of Unix.

    In a clone the stub is what its owner edits. Raises Problem where it is not as it was committed, or has nothing
    left to write: it may hold an answer.
    """
    data = _unix(exercise.stub.read_bytes())
    committed = _committed(exercise.stub)
    if UNWRITTEN not in data or (committed is not None and _unix(committed) != data):
        raise Problem(
            message("The stub {file} was edited, and may hold an answer.", file=exercise.stub),
            message(
                "`grade reset {number}` puts it back and keeps the answer beside it; commit it if it is meant so.",
                number=exercise.number,
            ),
        )
    return data


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _committed(file: Path) -> bytes | None:
    """Return a file as git has it, None where there is no git or it does not know the file."""
    try:
        found = subprocess.run(
            ["git", "show", f"HEAD:./{file.name}"], cwd=file.parent, capture_output=True, check=False
        )
    except OSError:
        return None
    return found.stdout if found.returncode == 0 else None


# -- README ------------------------------------------------------------------------------------------------------


def _readme(
    assignment: Assignment, exercises: Mapping[str, Exercise], languages: Sequence[str], _: Translator
) -> str:
    first = next(iter(exercises.values()))
    sections = [
        [f"# {' '.join(assignment.title.split())}"],
        [f"- {line}" for line in _terms(assignment, _)],
        _table(assignment.items, exercises, _),
        [f"## {_('What to do')}"],
        _steps(first, languages, _),
        [f"## {_('Practise')}"],
        _practice(assignment, first, _),
        [f"## {_('Hand in')}"],
        [
            _(
                "Hand in these files under these names, alone or in their folders: {files}.",
                files=_(", ").join(f"`{exercise.stub.name}`" for exercise in exercises.values()),
            )
        ],
        _seen(assignment, _),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _terms(assignment: Assignment, _: Translator) -> Iterator[str]:
    if assignment.release is not None:
        yield _("Opens: {when}", when=when(assignment.release))
    if assignment.due is not None:
        yield _("Due: {when}", when=when(assignment.due))
    yield from late_sentences(assignment, _)
    yield record_sentence(assignment, _)
    yield attempts_sentence(assignment, _)
    if assignment.groups:
        yield _("What one of a group hands in counts for the whole group.")


def _table(items: Sequence[Item], exercises: Mapping[str, Exercise], _: Translator) -> list[str]:
    lines = [f"| {_('exercise')} | {_('points')} | {_('folder')} |", "|---|---:|---|"]
    for item in items:
        exercise = exercises[item.exercise]
        title = " ".join(exercise.title.in_language(_.language).split()).replace("|", "\\|")
        extra = f" ({_('extra credit')})" if item.extra_credit else ""
        lines.append(f"| {exercise.number} {title}{extra} | {amount(item.points)} | `{exercise.stem}/` |")
    return lines


def _steps(first: Exercise, languages: Sequence[str], _: Translator) -> list[str]:
    own = _.language if _.language in languages else languages[0]
    return [
        "1. "
        + _(
            "Read the statement in the folder of each exercise: `{file}`.",
            file=f"{first.stem}/{first.question(own).name}",
        ),
        "2. "
        + _(
            "Write your answer into the Python file beside it, here `{file}`. Keep the names of the file and of what "
            "is in it; everything else is yours.",
            file=f"{first.stem}/{first.stub.name}",
        ),
    ]


def _practice(assignment: Assignment, first: Exercise, _: Translator) -> list[str]:
    if assignment.pack is not None:
        return [
            _(
                "The checks of these exercises stay with your teacher, so `grade` cannot practise them here: this "
                "handout has their statements and stubs only. Test your code with the examples of the statement and "
                "with cases of your own; the official grading asks many more."
            )
        ]
    return [
        _("Install the grader once, and let it ask your code in this folder as often as you like:"),
        "",
        "```sh",
        "pip install torchgrade",
        f"grade exercise {first.number}",
        "```",
        "",
        _(
            "Everybody practises with the same questions. The official grading asks others, and more of them: what "
            "passes here may still fail there where it fits only the questions it has seen."
        ),
    ]


def _seen(assignment: Assignment, _: Translator) -> list[str]:
    rules = [*assignment.rules, *(rule for item in assignment.items for rule in item.rules)]
    used = {rule.visibility for rule in rules}
    told = {
        Visibility.AFTER_DUE: _("The results of some checks are shown after the due date."),
        Visibility.AFTER_PUBLISHED: _(
            "The results of some checks are shown once your teacher publishes them."
        ),
        Visibility.HIDDEN: _("The results of some checks are not shown; they count all the same."),
    }
    return [sentence for visibility, sentence in told.items() if visibility in used]
