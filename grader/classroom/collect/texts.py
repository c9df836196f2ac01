"""Makes UTF-8 of what students' editors wrote."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from grader.classroom.archives import is_chinese

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# The line by which Python source says how it is encoded (PEP 263); it may be the first or the second one.
_DECLARED = re.compile(rb"\A(?:[ \t\f]*(?:#[^\r\n]*)?\r?\n)?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_DECLARATION = re.compile(r"\A((?:[ \t\f]*(?:#[^\r\n]*)?\r?\n)?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*)([-\w.]+)")
# Encodings that a declaration is believed in. Python knows others, and some of those unpack or compute.
_BELIEVED = frozenset(
    {
        "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949",
        "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-9", "iso8859-15", "cp1250", "cp1251", "cp1252", "cp1254",
        "koi8-r", "mac-roman",
    }
)  # fmt: skip
# More control characters than this, and it is no text in any encoding.
_MOST_CONTROL = 0.01
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file as UTF-8; `was` names the encoding where the file was written in another."""

    data: bytes
    was: str = ""


def as_utf8(data: bytes) -> Text | None:
    """Return `data` as UTF-8, unchanged where it is that already; None where it is no text.

    Tried in this order: a byte order mark, UTF-8, UTF-16 without a mark, the encoding that the source declares,
    GB18030 where that gives Chinese, and last Latin-1 (as Windows has it), which fits everything that has no control
    characters.
    """
    for bom, encoding, name in _BOMS:
        if data.startswith(bom):
            return _decoded(data.removeprefix(bom) if encoding == "utf-8" else data, encoding, name)
    wide = _wide(data)
    if wide:
        return _decoded(data, wide, "UTF-16")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return Text(data) if _is_text(text) else None
    declared = _declared(data)
    if declared and (found := _decoded(data, declared, declared.upper())):
        return found
    found = _decoded(data, "gb18030", "GB18030")
    if found is not None and is_chinese(found.data.decode("utf-8")):
        return found
    return _decoded(data, "cp1252", "Latin-1") or _decoded(data, "latin-1", "Latin-1")


def _decoded(data: bytes, encoding: str, name: str) -> Text | None:
    try:
        text = data.decode(encoding)
        # Python would decode what is now UTF-8 as the old declaration says.
        return Text(_DECLARATION.sub(r"\1utf-8", text).encode("utf-8"), name) if _is_text(text) else None
    except UnicodeError:
        return None


def _is_text(text: str) -> bool:
    return len(_CONTROL.findall(text)) <= _MOST_CONTROL * len(text)


def _wide(data: bytes) -> str:
    """Return the kind of UTF-16 that `data` is without saying so: every other byte of ASCII is zero then."""
    head = data[:4096]
    if len(head) < 4 or len(data) % 2:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > 0.6 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.6 * half and head[1::2].count(0) < 0.1 * half else ""


def _declared(data: bytes) -> str:
    found = _DECLARED.match(data)
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except (LookupError, UnicodeError):
        return ""
    return name if name in _BELIEVED else ""
