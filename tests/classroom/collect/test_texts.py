"""Encodings: what students' editors write becomes UTF-8, and what is no text is not taken for it."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.collect.texts import as_utf8

CHINESE = "# 最大池化：每个窗口取最大值\ndef f(x):\n    return x\n"
FRENCH = "# très élégant, n'est-ce pas ?\nname = 'Zoë'\n"


@pytest.mark.parametrize("text", [CHINESE, FRENCH, "x = 1\n", "x = 1\r\n# 注\r\n"])
def test_utf_8_stays_as_it_is(text):
    found = as_utf8(text.encode())
    assert found.data == text.encode()
    assert found.was == ""


@pytest.mark.parametrize(
    ("data", "was"),
    [
        (codecs.BOM_UTF8 + CHINESE.encode(), "UTF-8 with a byte order mark"),
        (CHINESE.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "UTF-16"),
        (CHINESE.encode("utf-16-le"), "UTF-16"),
        (CHINESE.encode("utf-16-be"), "UTF-16"),
        (CHINESE.encode("utf-32"), "UTF-32"),
        (CHINESE.encode("gb18030"), "GB18030"),
    ],
)
def test_other_encodings_become_utf_8_and_are_named(data, was):
    found = as_utf8(data)
    assert found.data.decode() == CHINESE
    assert found.was == was


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_text_is_latin_1_and_not_chinese(encoding):
    found = as_utf8(FRENCH.encode(encoding))
    assert found.data.decode() == FRENCH
    assert found.was == "Latin-1"


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "euc-kr", "koi8-r", "cp1251"])
def test_a_declaration_is_believed_and_mended(encoding):
    letters = {"big5": "中文", "shift_jis": "日本語", "euc-kr": "한국어"}.get(encoding, "Привет")
    text = f"#!/usr/bin/python\n# -*- coding: {encoding} -*-\nx = '{letters}'\n"
    found = as_utf8(text.encode(encoding))
    assert letters in found.data.decode()
    scope = {}
    exec(compile(found.data, "a.py", "exec"), scope)  # Python itself reads the declaration that is left
    assert scope["x"] == letters


@pytest.mark.parametrize("name", ["rot13", "hex", "idna", "unicode_escape", "zlib", "no such"])
def test_a_declaration_of_something_else_is_not_believed(name):
    data = f"# coding: {name}\nx = 'é'\n".encode("latin-1")
    assert as_utf8(data).was == "Latin-1"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"PK\x03\x04" + bytes(200), bytes(100)]
)
def test_what_is_no_text_is_none(data):
    assert as_utf8(data) is None


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_what_comes_back_is_utf_8(data):
    found = as_utf8(data)
    if found is not None:
        found.data.decode("utf-8")
        assert found.was or found.data == data


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0x9FFF), max_size=40))
def test_utf_8_without_control_characters_is_never_changed(text):
    found = as_utf8(text.encode())
    assert found is not None
    assert found.data == text.encode().removeprefix(codecs.BOM_UTF8)
