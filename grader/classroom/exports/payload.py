"""What a machine elsewhere needs to grade an assignment: this package, the pack, the assignment, exact requirements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from grader.classroom.assignment import pack_of
from grader.classroom.model import Assignment
from grader.language import Problem, message
from grader.packs import BUILT_IN

FOLDER = "torchgrade"
DISTRIBUTION = "torchgrade"
#: Stands where there is no secret, because everybody can read the assignment there.
NO_SECRET = "none: the seeds come from the submission"
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
# The graphics cards' libraries are ten times torch itself, and these machines have no card.
NOT_THERE = re.compile(r"nvidia-|cuda-|triton")
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "extra": ""}
_LEFT_OUT = ("__pycache__", ".pyc", ".pyo")
_HEADER = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, and whether it can be run."""

    data: bytes
    executable: bool = False


Files = Mapping[str, Content]


def payload(assignment: Assignment, *, secret: bool) -> dict[str, Content]:
    """Return the files of the payload, by their paths below ``torchgrade/``.

    Without `secret`, the assignment's secret is left out, for where everybody can read it. What only a teacher's own
    machine needs, which may hold names and a password, is left out always.
    """
    package = Path(__file__).resolve().parents[2]
    files = dict(_tree(package, "grader", leave="_pack"))
    pack = pack_of(assignment)
    below = "grader/_pack" if pack.name == BUILT_IN else "pack"
    for room in ("exercises", "solutions"):
        files.update(_tree(pack.root / room, f"{below}/{room}"))
    toml = without_secrets(
        assignment.path,
        secret=None if secret else NO_SECRET,
        pack=None if pack.name == BUILT_IN else "../pack",
    )
    files["assignment/assignment.toml"] = Content(toml.encode())
    files["requirements.txt"] = Content(requirements().encode())
    return {f"{FOLDER}/{name}": content for name, content in sorted(files.items())}


def requirements() -> str:
    """Return the requirements of this installation, for Linux: every package with its exact version."""
    try:
        found = dict(sorted(_closure(DISTRIBUTION, {})))
    except metadata.PackageNotFoundError as error:
        raise Problem(
            message("The package torchgrade is not installed here, so that its requirements are not known."),
            message("Install it: pip install torchgrade, or pip install -e . in a clone."),
        ) from error
    return "".join(f"{line}\n" for line in (f"--extra-index-url {CPU_WHEELS}", *found.values()))


def without_secrets(path: Path, *, secret: str | None, pack: str | None) -> str:
    """Return the text of an assignment.toml without its ledger and its groups.

    `secret` and `pack` replace what stands there, where they are given. Raises Problem where a key is written in a
    way that cannot be replaced line by line.
    """
    text = path.read_text(encoding="utf-8")
    wanted: dict[str, Any] = tomllib.loads(text)
    changes = {"secret": secret, "pack": pack}
    wanted.update({key: value for key, value in changes.items() if value is not None})
    for key in ("ledger", "groups"):
        wanted.pop(key, None)
    found = _HEADER.search(text)
    top, tables = (text[: found.start()], text[found.start() :]) if found else (text, "")
    for key, value in {**changes, "ledger": ""}.items():
        if value is not None:
            top = _with_line(top, key, f'{key} = "{value}"' if value else "")
    # A table ends where the next header begins.
    tables = re.sub(r"^\s*\[groups\].*?(?=^\s*\[|\Z)", "", tables, flags=re.MULTILINE | re.DOTALL)
    try:
        is_right = tomllib.loads(top + tables) == wanted
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise Problem(
            message(
                "{path}: secret, pack, ledger or groups is written in a way that cannot be left out.",
                path=path,
            ),
            message("Write each as one line at the top of the file, and the groups as a table [groups]."),
        )
    return top + tables


def _with_line(text: str, key: str, line: str) -> str:
    return re.sub(rf"^\s*{key}\s*=.*$", lambda _: line, text, flags=re.MULTILINE)


def _closure(name: str, found: dict[str, str]) -> Iterator[tuple[str, str]]:
    for text in metadata.requires(name) or []:
        requirement = Requirement(text)
        key = canonicalize_name(requirement.name)
        wanted = requirement.marker is None or requirement.marker.evaluate(LINUX)
        if key in found or not wanted or NOT_THERE.match(key):
            continue
        try:
            found[key] = f"{key}=={Version(metadata.version(key)).public}"
        except metadata.PackageNotFoundError:  # needed there and not here
            found[key] = f"{key}{requirement.specifier}"
            yield key, found[key]
            continue
        yield key, found[key]
        yield from _closure(key, found)


def _tree(folder: Path, name: str, leave: str = "") -> Iterator[tuple[str, Content]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        left_out = any(part.startswith(".") or part.endswith(_LEFT_OUT) for part in parts)
        if path.is_file() and not left_out and parts[0] != leave:
            yield f"{name}/{'/'.join(parts)}", Content(path.read_bytes())
