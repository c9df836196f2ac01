"""Makes the archive that a candidate hands in: the answers, the log and the kit's own file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.screen import kit as kits
from grader.classroom.screen.chain import digest, ending
from grader.classroom.screen.kit import LOG, Kit, answer_name
from grader.classroom.screen.log import AttemptLog
from grader.classroom.screen.zips import zipped
from grader.language import Message, message

MANIFEST = "packed.json"
# As large as an answer may be that is graded.
MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive, which exercises have an answer in it, and what is missing or odd, as sentences."""

    archive: bytes
    exercises: tuple[str, ...]
    complaints: tuple[Message, ...]


def archive_of(kit: Kit) -> Path:
    """Return where the archive of a kit is written."""
    return kit.folder / f"{kit.candidate}-answers.zip"


def pack(kit: Kit, log: AttemptLog) -> Packed:
    """Pack what is there. Equal answers and an equal log give equal bytes.

    Raises Problem where the log cannot be written.
    """
    answers: dict[str, bytes] = {}
    complaints = []
    tried = {entry.exercise for entry in log.entries()}
    for exercise in kit.exercises:
        name = answer_name(exercise)
        try:
            source = _read(kit.answer(exercise))
        except OSError as error:
            complaints.append(
                message("{name} is missing: {reason}.", name=name, reason=error.strerror or str(error))
            )
            continue
        if source is None:
            complaints.append(message("{name} is larger than 1 MiB, and is left out.", name=name))
            continue
        answers[exercise] = source
        if exercise not in tried:
            complaints.append(message("{name} was never graded here.", name=name))
    log.packed({exercise: hashlib.sha256(source).hexdigest() for exercise, source in answers.items()})
    lines = log.path.read_bytes()
    files = {answer_name(exercise): source for exercise, source in answers.items()}
    files[kits.FILE] = (kit.folder / kits.FILE).read_bytes()
    files[LOG] = lines
    files[MANIFEST] = _manifest(kit, lines)
    return Packed(zipped(files), tuple(answers), tuple(complaints))


def _read(path: Path) -> bytes | None:
    """Return an answer, None where it is too large for one."""
    with path.open("rb") as file:
        source = file.read(MOST_BYTES + 1)
    return source if len(source) <= MOST_BYTES else None


def _manifest(kit: Kit, log: bytes) -> bytes:
    """Return what tells that lines were cut from the end of the log."""
    lines, last = ending(log)
    data = {"kit": kit.id, "lines": lines, "head": digest(kit.id, last)}
    return (json.dumps(data, indent=1) + "\n").encode()
