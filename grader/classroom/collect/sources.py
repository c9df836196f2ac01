"""Reads a source - a folder, an archive or a single file - into the files that it holds, and runs nothing."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.classroom.archives import (
    Budget,
    Entry,
    Limits,
    TooMuch,
    clean_part,
    is_archive,
    not_to_its_end,
    read_archive,
    shown,
    too_large,
)
from grader.classroom.collect.notes import Note, listed
from grader.classroom.collect.repositories import Repository, read_repository
from grader.language import Message, Problem, message

MOST_BYTES = 2**20
"""What an answer may have; `grade exercise` says so too."""
MOST_NOTEBOOK_BYTES = 16 * 2**20
"""A notebook carries its pictures with it; what is taken from it is small again."""
METADATA = ("submission_metadata.yml", "submission_metadata.yaml")
_MOST_METADATA_BYTES = 64 * 2**20

# What systems, editors and tools leave behind. A folder is left out with everything below it.
_JUNK = frozenset(
    {
        "__macosx", ".ds_store", "thumbs.db", "desktop.ini", "__pycache__", ".ipynb_checkpoints", ".git", ".svn",
        ".idea", ".vscode", ".venv", "venv", "site-packages", "node_modules", ".pytest_cache", ".mypy_cache",
        ".ruff_cache", ".hypothesis", ".grade",
    }
)  # fmt: skip
_JUNK_FILE = re.compile(r"\._.*|~\$.*|.*\.py[co]|\.gitignore|\.gitattributes|\.gitkeep", re.IGNORECASE)
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a source; an archive in it is one as well.

    Args:
        path: where, from the name of the source on.
        folders: the folders in it, by name.
        files: the files in it.
        repository: the last commit, where the folder is a clone.
    """

    path: tuple[str, ...]
    folders: dict[str, Folder] = field(default_factory=dict)
    files: list[Entry] = field(default_factory=list)
    repository: Repository | None = None

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path[-1]

    def all_files(self) -> Iterator[Entry]:
        """Yield every file in it and below it."""
        yield from self.files
        for folder in self.folders.values():
            yield from folder.all_files()


@dataclass(frozen=True, slots=True)
class Source:
    """What was found in a source."""

    root: Folder
    notes: tuple[Note, ...]


def wanted(name: str) -> int:
    """Return how many bytes of a file of this name are read; 0 where its name says that it is no answer."""
    if name.lower() in METADATA:
        return _MOST_METADATA_BYTES
    ending = Path(name).suffix.lower()
    if ending == ".ipynb":
        return MOST_NOTEBOOK_BYTES
    return MOST_BYTES if ending in ("", ".py", ".pyw", ".txt") else 0


def read_source(path: Path, limits: Limits | None = None) -> Source:
    """Return what the source at `path` holds.

    Raises Problem where there is nothing, or nothing that can be read.
    """
    limits = limits or Limits()
    reading = _Reading(limits)
    root = clean_part(path.resolve().name)
    try:
        if path.is_dir():
            reading.folder(path, (root,), 0)
        elif path.is_file():
            reading.file(path, (root,))
        else:
            raise Problem(
                message("There is no {path} to collect from.", path=path),
                message("Give the folder or the archive that you downloaded."),
            )
    except TooMuch as error:
        reading.stopped((root,), error)
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Check that you may read it."),
        ) from error
    return reading.source(root)


class _Reading:
    """What was read so far of one source."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._budget = Budget(limits.files, limits.kept)
        self._entries: list[Entry] = []
        self._repositories: dict[tuple[str, ...], Repository] = {}
        self._junk: set[tuple[str, ...]] = set()
        self._notes: list[Note] = []

    def source(self, root: str) -> Source:
        entries = []
        for entry in self._entries:
            junk = _junk_in(entry.path)
            if junk is None:
                entries.append(entry)
            else:
                self._junk.add(junk)
        if self._junk:
            self._notes.append(
                Note(
                    message(
                        "Left out, because systems and tools leave it behind: {files}.",
                        files=listed(self._junk),
                    )
                )
            )
        folder = _grown((root,), entries, self._repositories)
        return Source(folder, tuple(self._notes))

    def folder(self, folder: Path, path: tuple[str, ...], depth: int) -> None:
        if depth > _DEEPEST:
            self._notes.append(Note(message("{path} lies too deep: not read.", path=shown(path)), open=True))
            return
        if depth <= 2 and (folder / ".git").exists():
            part = self._budget.part(self._limits.nested_files, self._limits.nested_kept)
            repository = read_repository(folder, path, wanted, part)
            self._notes += repository.notes
            if repository.at is not None:
                self._entries += repository.entries
                self._repositories[path] = repository
                return
        with os.scandir(folder) as found:
            children = sorted(found, key=lambda child: child.name)
        for child in children:
            below = (*path, clean_part(child.name))
            if _junk_in(below[-1:]) is not None:
                self._junk.add(below)
            elif child.is_symlink():
                self._entries.append(_odd(below, message("a link or a device")))
            elif child.is_dir(follow_symlinks=False):
                self.folder(Path(child.path), below, depth + 1)
            else:
                self.file(Path(child.path), below)

    def file(self, file: Path, path: tuple[str, ...]) -> None:
        """Read one file, or what it holds; raises OSError only for the source itself."""
        self._budget.count()
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if len(path) > 1:
            flags |= getattr(os, "O_NOFOLLOW", 0)
        try:
            handle = os.open(file, flags)
        except OSError as error:
            if len(path) == 1:
                raise
            reason = message("unreadable ({reason})", reason=error.strerror or str(error))
            self._entries.append(_odd(path, reason))
            return
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                self._entries.append(_odd(path, message("a link or a device")))
                return
            if is_archive(path[-1]):
                budget = self._budget
                if len(path) > 1:
                    budget = budget.part(self._limits.nested_files, self._limits.nested_kept)
                contents = read_archive(stream, path, budget, wanted, self._limits)
                self._entries += contents.entries
                self._notes += [Note(trouble, open=True) for trouble in contents.troubles]
                self._notes += [Note(remark) for remark in contents.remarks]
                return
            entry = Entry(path, status.st_size, modified=status.st_mtime)
            most = wanted(path[-1])
            data = stream.read(most + 1) if most else b""
            if not most:
                self._entries.append(entry)
            elif len(data) > most:
                self._entries.append(replace(entry, trouble=too_large(shown(path), most)))
            else:
                self._budget.keep(len(data))
                self._entries.append(replace(entry, data=data))

    def stopped(self, path: tuple[str, ...], error: TooMuch) -> None:
        """Say that the rest of a folder was not read."""
        self._notes.append(Note(not_to_its_end(path, error), open=True))


def _odd(path: tuple[str, ...], kind: Message) -> Entry:
    return Entry(path, trouble=message("{path} is {kind}: not taken.", path=shown(path), kind=kind))


def _junk_in(path: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the path up to the first part that is junk, None where there is none."""
    for position, part in enumerate(path):
        last = position == len(path) - 1
        if part.lower() in _JUNK or (last and _JUNK_FILE.fullmatch(part)):
            return path[: position + 1]
    return None


def _grown(
    root: tuple[str, ...], entries: Iterable[Entry], repositories: dict[tuple[str, ...], Repository]
) -> Folder:
    """Return the tree that the paths of `entries` make."""
    folders: dict[tuple[str, ...], Folder] = {}

    def at(path: tuple[str, ...]) -> Folder:
        if path not in folders:
            folders[path] = Folder(path, repository=repositories.get(path))
            if len(path) > len(root):
                at(path[:-1]).folders[path[-1]] = folders[path]
        return folders[path]

    at(root)
    for path in repositories:
        at(path)
    for entry in entries:
        at(entry.path[:-1] or root).files.append(entry)
    return folders[root]
