"""Reads the last commit of a clone with git, in a way that nothing in the clone can run a program.

A repository's own configuration can name programs (fsmonitor, hooks, ssh commands, filters). So git is given an empty
repository of ours, whose configuration is the only one that it reads, and takes nothing but the objects from the clone.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from grader.classroom.archives import (
    Budget,
    Entry,
    TooMuch,
    clean_part,
    clean_path,
    decode_names,
    shown,
    too_large,
)
from grader.classroom.collect.notes import Note
from grader.language import Message, message

_SECONDS = 60.0
_MOST_REFERENCE_BYTES = 4096
_MOST_PACKED_BYTES = 16 * 2**20
# A tree may hold itself a billion times over; of an honest one the list is a few kilobytes.
_MOST_LISTED_BYTES = 8 * 2**20
_HASH = re.compile(r"(?:[0-9a-f]{64}|[0-9a-f]{40})", re.ASCII)
_REFERENCE = re.compile(r"refs/[\w][\w.+@-]*(?:/[\w][\w.+@-]*)*", re.ASCII)
_COMMITTER = re.compile(rb"^committer .*> (\d{1,12}) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_LINE = re.compile(
    rb"(?P<mode>\d{6}) \w+ (?P<hash>[0-9a-f]{40,64}) +(?P<size>\d+|-)\t(?P<name>.+)", re.DOTALL
)

# Each of these could make git run something or read something else; -c is stronger than every file.
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",
    "core.commitGraph=false",
)


@dataclass(frozen=True, slots=True)
class Repository:
    """The last commit of a clone: its instant, its id and its files. `at` is None where there is none."""

    at: datetime | None = None
    commit: str = ""
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = ()


class _Unreadable(Exception):
    """Why there is no commit to read."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


def read_repository(
    folder: Path, path: tuple[str, ...], wanted: Callable[[str], int], budget: Budget
) -> Repository:
    """Return the last commit of the clone in `folder`, of the branch that is checked out.

    Args:
        folder: the working folder of the clone.
        path: where it was seen.
        wanted: name -> how many bytes of such a file are of interest.
        budget: how many files and bytes may be read.
    """
    try:
        commit = _head(folder / ".git")
        with _git(folder / ".git" / "objects", commit) as git:
            return Repository(_instant(git, commit), commit, tuple(_files(git, commit, path, wanted, budget)))
    except _Unreadable as error:
        why = error.why
    except TooMuch as error:
        why = error.message
    except (OSError, subprocess.SubprocessError) as error:
        why = message("git did not answer ({reason})", reason=type(error).__name__)
    note = message(
        "{path} is a clone, but its last commit cannot be read: {reason}. The files that lie there are taken.",
        path=shown(path),
        reason=why,
    )
    return Repository(notes=(Note(note, open=True),))


def _head(git: Path) -> str:
    """Return the commit that is checked out."""
    if not (git / "objects").is_dir():
        raise _Unreadable(message("its .git is no folder with objects"))
    said = _text(git / "HEAD", _MOST_REFERENCE_BYTES)
    for _ in range(5):  # a reference may name another
        if _HASH.fullmatch(said):
            return said
        name = said.removeprefix("ref:").strip()
        if not said.startswith("ref:") or not _REFERENCE.fullmatch(name) or ".." in name:
            break
        said = _text(git / name, _MOST_REFERENCE_BYTES) or _packed(git, name)
    raise _Unreadable(message("it has no commit yet"))


def _packed(git: Path, name: str) -> str:
    for line in _text(git / "packed-refs", _MOST_PACKED_BYTES).splitlines():
        commit, _, reference = line.partition(" ")
        if reference == name:
            return commit
    return ""


def _text(path: Path, most: int) -> str:
    """Return a small text file of a clone, nothing where there is none or where it is a link."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(most).decode("utf-8", "replace").strip()


Git = Callable[[Sequence[str], bytes, int], bytes]


@contextlib.contextmanager
def _git(objects: Path, commit: str) -> Iterator[Git]:
    """Give a function that runs git on the objects of a clone: arguments, input, most bytes of output -> output."""
    program = shutil.which("git")
    if program is None:
        raise _Unreadable(message("git is not installed here"))
    with tempfile.TemporaryDirectory(prefix="torchgrade-git-") as name:
        own = Path(name)
        (own / "objects").mkdir()
        (own / "refs").mkdir()
        (own / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
        extension = "[extensions]\n\tobjectFormat = sha256\n" if len(commit) == 64 else ""
        version = "1" if extension else "0"
        (own / "config").write_text(
            f"[core]\n\trepositoryFormatVersion = {version}\n\tbare = true\n{extension}", encoding="ascii"
        )
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
            "HOME": name,
            "LC_ALL": "C",
            "GIT_DIR": name,
            "GIT_OBJECT_DIRECTORY": str(objects.resolve()),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "0",
        }
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]

        def git(arguments: Sequence[str], given: bytes, most: int) -> bytes:
            with subprocess.Popen(
                [program, *settings, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=name,
            ) as process:
                return _answer(process, given, most)

        yield git


def _answer(process: subprocess.Popen[bytes], given: bytes, most: int) -> bytes:
    """Return what git writes; it is stopped where that takes too long or becomes too much."""
    import threading

    assert process.stdin is not None
    assert process.stdout is not None
    timer = threading.Timer(_SECONDS, process.kill)
    timer.start()
    # What is asked fits into no pipe where there are many files, and git answers before it has read all of it.
    writer = threading.Thread(target=_write, args=(process.stdin, given), daemon=True)
    writer.start()
    try:
        output = process.stdout.read(most + 1)
        if len(output) > most:
            raise TooMuch(message("its list of files is too long"))
        if process.wait(_SECONDS):
            raise _Unreadable(message("git finds no whole commit there"))
        return output
    finally:
        timer.cancel()
        process.kill()
        writer.join()


def _write(stream: object, given: bytes) -> None:
    with contextlib.suppress(OSError):
        stream.write(given)  # type: ignore[attr-defined]
        stream.close()  # type: ignore[attr-defined]


def _instant(git: Git, commit: str) -> datetime:
    """Return when the commit was made, by the clock of who made it."""
    head, _, _ = git(["cat-file", "commit", commit], b"", _MOST_PACKED_BYTES).partition(b"\n\n")
    found = _COMMITTER.search(head)
    if found is None:
        raise _Unreadable(message("its commit has no instant"))
    offset = timedelta(hours=int(found[3]), minutes=int(found[4]))
    try:
        zone = timezone(-offset if found[2] == b"-" else offset)
        return datetime.fromtimestamp(int(found[1]), zone)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        return datetime.fromtimestamp(int(found[1]), UTC)
    except (ValueError, OverflowError, OSError):
        raise _Unreadable(message("its commit has no instant")) from None


def _files(
    git: Git, commit: str, path: tuple[str, ...], wanted: Callable[[str], int], budget: Budget
) -> Iterator[Entry]:
    listing = git(["ls-tree", "-r", "-z", "-l", "--full-tree", commit], b"", _MOST_LISTED_BYTES)
    lines = [found for line in listing.split(b"\0") if (found := _LINE.fullmatch(line))]
    names, _ = decode_names([line["name"] for line in lines])
    asked: list[tuple[Entry, str]] = []
    for line, name in zip(lines, names, strict=True):
        budget.count()
        parts = clean_path(name)
        where = (*path, *(parts or (clean_part(name.replace("/", "_")),)))
        if parts is None or not line["mode"].startswith(b"100"):
            kind = message("a link or a device")
            yield Entry(where, trouble=message("{path} is {kind}: not taken.", path=shown(where), kind=kind))
            continue
        size, most = int(line["size"]), wanted(where[-1])
        if size > most:
            yield Entry(where, size, trouble=too_large(shown(where), most) if most else None)
            continue
        budget.keep(size)
        asked.append((Entry(where, size), line["hash"].decode()))
    if asked:
        yield from _contents(git, asked)


def _contents(git: Git, asked: Sequence[tuple[Entry, str]]) -> Iterator[Entry]:
    given = "".join(f"{blob}\n" for _, blob in asked).encode()
    most = sum(entry.size + 200 for entry, _ in asked)
    output = git(["cat-file", "--batch"], given, most)
    at = 0
    for entry, blob in asked:
        end = output.find(b"\n", at)
        if output[at:end] != f"{blob} blob {entry.size}".encode():
            raise _Unreadable(message("git finds no whole commit there"))
        yield Entry(entry.path, entry.size, output[end + 1 : end + 1 + entry.size])
        at = end + 1 + entry.size + 1
