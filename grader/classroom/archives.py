"""Reads archives that strangers made: into memory, within limits, and never under a name of their choosing."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import math
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import IO, Protocol

from grader.language import Message, message
from grader.report.cleaning import one_line

_MIB = 2**20

# What an unpacking program could be asked to read, by the end of a name.
_ZIP = (".zip",)
_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
# No library for these is both light and well kept: the one for 7z brings six compiled packages with it.
_UNREADABLE = (".7z", ".rar", ".tar.zst", ".zipx")

_DEEPEST_PATH = 40
_LONGEST_PART = 255
_LONGEST_SHOWN = 120
_CHUNK = _MIB
# One header of a tar may ask for any number of bytes at once; honest ones are a few kilobytes, and files are buffered.
_LARGEST_READ = 8 * _MIB
_XZ_MEMORY = 256 * _MIB
# Every file in the directory of a zip begins with these bytes, so that there are never more files than of them.
_ENTRY = b"PK\x01\x02"
_ROUGHLY = 4
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
_ENCRYPTED = 1
_MARKED_AS_UTF8 = 1 << 11
_UNICODE_PATH = 0x7075


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an archive is read, in files, bytes and levels.

    Args:
        files: members of the outermost archive.
        kept: bytes of all files that are kept in memory.
        unpacked: bytes that a compressed tar may unpack to, whether kept or not.
        nested_files, nested_kept, nested_unpacked: the same for each archive inside an archive or a folder.
        nested_packed: size of an archive inside an archive.
        ratio: how many times larger than its packed size something may be, once it is larger than `harmless`.
        depth: archives inside of archives.
    """

    files: int = 50_000
    kept: int = 1024 * _MIB
    unpacked: int = 8192 * _MIB
    nested_files: int = 5_000
    nested_kept: int = 64 * _MIB
    nested_unpacked: int = 1024 * _MIB
    nested_packed: int = 256 * _MIB
    ratio: int = 200
    harmless: int = 16 * _MIB
    depth: int = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that was seen: in a folder, an archive or a repository.

    Args:
        path: where, from the name of the source on; made of clean parts, and never a path to write to.
        size: in bytes, as far as it is known.
        data: its bytes; None where nobody asked for them, or where `trouble` says why they were not read.
        modified: when it was changed last, in seconds, by a clock that is good for comparing files of one folder.
        trouble: why it was not read, as a whole sentence.
    """

    path: tuple[str, ...]
    size: int = 0
    data: bytes | None = field(default=None, repr=False)
    modified: float | None = None
    trouble: Message | None = None

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found in an archive; `troubles` are about the archive as a whole."""

    entries: tuple[Entry, ...] = ()
    troubles: tuple[Message, ...] = ()
    remarks: tuple[Message, ...] = ()


class TooMuch(Exception):
    """A limit was reached; `message` says which."""

    def __init__(self, what: Message) -> None:
        super().__init__(what)
        self.message = what


class Budget:
    """What may still be read: of one archive, and with it of all that it lies in."""

    def __init__(self, files: int, kept: int, parent: Budget | None = None) -> None:
        self._files = self._most_files = files
        self._kept = self._most_kept = kept
        self._parent = parent

    def part(self, files: int, kept: int) -> Budget:
        """Return a smaller budget, which this one pays for too."""
        return Budget(files, kept, self)

    def count(self) -> None:
        """One more file. Raises TooMuch."""
        if self._parent is not None:
            self._parent.count()
        self._files -= 1
        if self._files < 0:
            raise TooMuch(message("more than {count} files", count=self._most_files))

    def keep(self, size: int) -> None:
        """So many more bytes in memory. Raises TooMuch."""
        if self._parent is not None:
            self._parent.keep(size)
        self._kept -= size
        if self._kept < 0:
            raise TooMuch(message("more than {count} MiB to read", count=self._most_kept // _MIB))


def shown(path: Sequence[str]) -> str:
    """Return a path as people read it."""
    return "/".join(path)


def is_archive(name: str) -> bool:
    """Whether a file of this name is meant to be unpacked."""
    return name.lower().endswith(_ZIP + _TAR)


def is_unreadable_archive(name: str) -> bool:
    """Whether a file of this name is an archive of a kind that is not read."""
    return name.lower().endswith(_UNREADABLE)


def bare_name(name: str) -> str:
    """Return the name of an archive without its ending; other names stay as they are."""
    for ending in sorted(_ZIP + _TAR + _UNREADABLE, key=len, reverse=True):
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def clean_part(name: str) -> str:
    """Return one part of a path in one normal form and without what cannot be seen."""
    return one_line(unicodedata.normalize("NFC", name)) or "?"


def clean_path(name: str) -> tuple[str, ...] | None:
    """Return the parts of a name inside an archive, or None where it leads out of it or is absurd."""
    text = name.replace("\\", "/")
    if text.startswith("/") or re.match(r"[A-Za-z]:", text) or "\0" in text:
        return None
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or len(parts) > _DEEPEST_PATH:
        return None
    if any(len(part) > _LONGEST_PART for part in parts):
        return None
    cleaned = tuple(clean_part(part) for part in parts)
    return None if ".." in cleaned else cleaned


def decode_names(raw: Sequence[bytes]) -> tuple[list[str], str]:
    """Return names that an archive does not mark as Unicode, and in which encoding they were read.

    All names of an archive have one encoding: UTF-8, as macOS and Linux write it, GB18030 of a Chinese Windows where
    that gives Chinese, else code page 437.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            names = [name.decode(encoding) for name in raw]
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or is_chinese("".join(names)):
            return names, encoding
    return [name.decode("cp437") for name in raw], "cp437"


def is_chinese(text: str) -> bool:
    """Whether all of `text` beyond ASCII is Chinese, some of it common; else it was not written in GB18030."""
    beyond = {letter for letter in text if not letter.isascii()}
    chinese = all(
        unicodedata.name(letter, "").startswith(("CJK", "FULLWIDTH", "IDEOGRAPHIC"))
        or letter in "“”‘’…—·《》、。"
        for letter in beyond
    )
    return chinese and any(_is_common(letter) for letter in beyond)


def read_archive(
    file: IO[bytes],
    path: tuple[str, ...],
    budget: Budget,
    wanted: Callable[[str], int],
    limits: Limits,
) -> Contents:
    """Return what an archive holds; archives inside of it are read as folders.

    Args:
        file: the archive, which can seek.
        path: where the archive was seen; what it holds is seen below that.
        budget: how many files and bytes may be read.
        wanted: name -> how many bytes of such a file are of interest, 0 for none.
        limits: the limits on everything inside.

    Never raises for anything that the bytes may say.
    """
    reading = _Reading(wanted, limits)
    reading.read(file, path, budget, 0)
    return reading.contents()


@dataclass(frozen=True, slots=True)
class _Member:
    """One member of an archive, before anything of it is read. `odd` says what it is that is no plain file."""

    name: str
    size: int
    packed: int
    modified: float | None
    odd: Message | None
    read: Callable[[int], bytes]


class _Reading:
    """What was found so far in an archive and in those inside of it."""

    def __init__(self, wanted: Callable[[str], int], limits: Limits) -> None:
        self._wanted = wanted
        self._limits = limits
        self._entries: dict[tuple[str, ...], Entry] = {}
        self._troubles: list[Message] = []
        self._remarks: list[Message] = []

    def contents(self) -> Contents:
        return Contents(tuple(self._entries.values()), tuple(self._troubles), tuple(self._remarks))

    def read(self, file: IO[bytes], path: tuple[str, ...], budget: Budget, level: int) -> None:
        try:
            source = (_Zip if _is_zip(file) else _Tar)(file, self._limits, level)
            for member in source.members():
                budget.count()
                self._take(member, path, budget, level)
            if source.guessed:
                self._remarks.append(
                    message(
                        "The names in {path} are not marked as Unicode; they were read as {encoding}.",
                        path=shown(path),
                        encoding=source.guessed.upper(),
                    )
                )
        except TooMuch as error:
            self._troubles.append(not_to_its_end(path, error))
        except Exception as error:  # parsers that meet arbitrary bytes: all that fails on them means the same
            self._troubles.append(_broken(shown(path), error))

    def _take(self, member: _Member, path: tuple[str, ...], budget: Budget, level: int) -> None:
        parts = clean_path(member.name)
        if parts is None:
            self._troubles.append(
                message(
                    "{path} holds a file whose name leads out of it or nowhere, “{name}”: not taken.",
                    path=shown(path),
                    name=one_line(member.name)[:_LONGEST_SHOWN],
                )
            )
            return
        entry = Entry((*path, *parts), member.size, modified=member.modified)
        where = shown(entry.path)
        nested = is_archive(entry.name)
        most = self._limits.nested_packed if nested else self._wanted(entry.name)
        trouble = self._trouble_before(member, where, most, level + 1 if nested else 0)
        data = None
        if trouble is None and most:
            try:
                data = member.read(most + 1)
            except TooMuch:
                raise
            except Exception as error:  # as above
                trouble = _broken(where, error)
        if data is not None and len(data) > most:
            trouble = too_large(where, most)
        if nested and data is not None and trouble is None:
            part = budget.part(self._limits.nested_files, self._limits.nested_kept)
            self.read(io.BytesIO(data), entry.path, part, level + 1)
            return
        if trouble is None and data is not None:
            budget.keep(len(data))
        self._add(replace(entry, data=None if trouble else data, trouble=trouble))

    def _trouble_before(self, member: _Member, where: str, most: int, depth: int) -> Message | None:
        """Return why a member is not even looked into; `depth` says how deep it lies, if it is an archive."""
        if member.odd is not None:
            return message("{path} is {kind}: not taken.", path=where, kind=member.odd)
        if depth > self._limits.depth:
            return message("{path} lies in {count} archives: not unpacked.", path=where, count=depth)
        if most and member.size > most:
            return too_large(where, most)
        small = max(self._limits.harmless, self._limits.ratio * member.packed)
        if most and member.size > small:
            return message(
                "{path} would unpack to more than {count} times its size: not taken.",
                path=where,
                count=self._limits.ratio,
            )
        return None

    def _add(self, entry: Entry) -> None:
        """Of two files with one name the last counts, as it does for every program that unpacks them."""
        if entry.path in self._entries:
            self._remarks.append(
                message("{path} is there more than once: the last one counts.", path=shown(entry.path))
            )
        self._entries[entry.path] = entry


def not_to_its_end(path: tuple[str, ...], error: TooMuch) -> Message:
    """Return the sentence about something of which only the beginning was read."""
    return message(
        "{path} was not read to its end: {reason}. What came before is taken.",
        path=shown(path),
        reason=error.message,
    )


def too_large(where: str, most: int) -> Message:
    """Return the sentence about a file that has more bytes than `most`."""
    return message("{path} is larger than {size} MiB: not taken.", path=where, size=f"{most / _MIB:.3g}")


def _broken(where: str, error: Exception) -> Message:
    reason = one_line(f"{type(error).__name__}: {error}")[:_LONGEST_SHOWN]
    return message("{path} cannot be unpacked ({reason}). Ask for a new zip.", path=where, reason=reason)


class _Zip:
    """The members of a zip. `guessed` is the encoding of its names where it does not say which."""

    def __init__(self, file: IO[bytes], limits: Limits, level: int) -> None:
        most = limits.nested_files if level else limits.files
        # Zips inside that are merely stored have such bytes too: the budget counts exactly, this only roughly.
        if _count(file, _ENTRY, _ROUGHLY * most) > _ROUGHLY * most:
            raise TooMuch(message("more than {count} files", count=most))
        self._archive = zipfile.ZipFile(file)
        self.guessed = ""

    def members(self) -> Iterator[_Member]:
        infos = [info for info in self._archive.infolist() if not info.orig_filename.endswith("/")]
        names = {id(info): _unicode_path(info) for info in infos}
        unmarked = [info for info in infos if not names[id(info)] and not info.flag_bits & _MARKED_AS_UTF8]
        decoded, encoding = decode_names([info.orig_filename.encode("cp437", "replace") for info in unmarked])
        if encoding != "utf-8":
            self.guessed = encoding
        names |= {id(info): name for info, name in zip(unmarked, decoded, strict=True)}
        for info in infos:
            yield _Member(
                name=names[id(info)] or info.orig_filename,
                size=info.file_size,
                packed=info.compress_size,
                modified=_dos_time(info),
                odd=_odd(info),
                read=partial(self._read, info),
            )

    def _read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        with self._archive.open(info) as stream:
            return stream.read(most)


class _Tar:
    """The members of a tar, packed or not, in the order in which they come."""

    guessed = ""

    def __init__(self, file: IO[bytes], limits: Limits, level: int) -> None:
        packed = file.seek(0, io.SEEK_END)
        file.seek(0)
        most = limits.nested_unpacked if level else limits.unpacked
        stream = _Forward(_unpacked(file), min(most, max(limits.harmless, limits.ratio * packed)))
        self._archive = tarfile.TarFile(
            fileobj=stream,  # type: ignore[arg-type]
            mode="r",
            encoding="utf-8",
            errors="surrogateescape",
        )

    def members(self) -> Iterator[_Member]:
        while (info := self._archive.next()) is not None:
            self._archive.members = []  # type: ignore[attr-defined]  # else it keeps all of them
            if info.isdir():
                continue
            (name,), _ = decode_names([info.name.encode("utf-8", "surrogateescape")])
            plain = info.isreg() and not info.issparse()
            yield _Member(
                name=name,
                size=info.size,
                packed=info.size,
                modified=float(info.mtime) if math.isfinite(info.mtime) else None,
                odd=None if plain else message("a link or a device"),
                read=partial(self._read, info),
            )

    def _read(self, info: tarfile.TarInfo, most: int) -> bytes:
        stream = self._archive.extractfile(info)
        return b"" if stream is None else stream.read(min(most, info.size))


class _Forward:
    """A stream that can only be read forwards, in pieces of a sane size, up to a limit in all."""

    def __init__(self, stream: _Readable, most: int) -> None:
        self._stream = stream
        self._most = most
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LARGEST_READ:
            raise tarfile.ReadError("a header asks for too much")
        pieces = []
        while size and (piece := self._stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
            self._at += len(piece)
            if self._at > self._most:
                raise TooMuch(message("it unpacks to more than {size} MiB", size=f"{self._most / _MIB:.3g}"))
        return b"".join(pieces)

    def tell(self) -> int:
        return self._at

    def seek(self, position: int, whence: int = 0) -> int:
        if whence != 0 or position < self._at:
            raise tarfile.ReadError("a member begins before the one ahead of it")
        while self._at < position:
            if not self.read(min(_CHUNK, position - self._at)):
                break
        return self._at

    def seekable(self) -> bool:
        return False


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _XzStream:
    """A stream of xz whose dictionary may not be larger than _XZ_MEMORY."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def read(self, size: int, /) -> bytes:
        while not self._decompressor.eof:
            piece = self._file.read(_CHUNK) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not piece:
                raise EOFError("the archive ends too early")
            unpacked = self._decompressor.decompress(piece, size)
            if unpacked:
                return unpacked
        return b""


def _unpacked(file: IO[bytes]) -> _Readable:
    head = file.read(6)
    file.seek(0)
    if head.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    if head.startswith(_BZIP2):
        return bz2.BZ2File(file)
    if head.startswith(_XZ):
        return _XzStream(file)
    return file


def _is_zip(file: IO[bytes]) -> bool:
    file.seek(0)
    head = file.read(_TAR_MAGIC_AT + len(_TAR_MAGIC))
    file.seek(0)
    if head.startswith(_ZIP_MAGICS):
        return True
    # A tar may hold a zip, which is found from behind; and a zip may have something before it.
    is_tar = head.startswith((_GZIP, _BZIP2, _XZ)) or head[_TAR_MAGIC_AT:] == _TAR_MAGIC
    return not is_tar and zipfile.is_zipfile(file)


def _count(file: IO[bytes], what: bytes, enough: int) -> int:
    """Return how often `what` stands in a file, or some number above `enough`."""
    file.seek(0)
    found, rest = 0, b""
    while found <= enough and (piece := file.read(_CHUNK)):
        found += (rest + piece).count(what)
        rest = piece[-len(what) + 1 :]
    file.seek(0)
    return found


def _odd(info: zipfile.ZipInfo) -> Message | None:
    """Return what a member is that is no plain file."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return message("a link or a device")
    if info.flag_bits & _ENCRYPTED:
        return message("encrypted")
    # Of the other methods, Python's own reader unpacks a whole block at once, however large that becomes.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return message("packed in an unusual way")
    return None


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """Return the name from the extra field that Info-ZIP writes beside a name in another encoding, or nothing."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind != _UNICODE_PATH or len(body) < 6:
            continue
        # The field is stale where somebody renamed the file afterwards: then the checksum is another.
        original = info.orig_filename.encode(
            "utf-8" if info.flag_bits & _MARKED_AS_UTF8 else "cp437", "replace"
        )
        if int.from_bytes(body[1:5], "little") == zlib.crc32(original):
            return body[5:].decode("utf-8", "replace")
    return ""


def _dos_time(info: zipfile.ZipInfo) -> float | None:
    """Return when a member was changed. A zip has no time zone: these times are good for comparing alone."""
    try:
        return datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _is_common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
