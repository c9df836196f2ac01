"""Archives come from strangers: nothing in one is followed, and no size is too large to refuse."""

import contextlib
import io
import os
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.screen.archive import LARGEST_ANSWER, LIMITS, read_archive
from grader.language import Problem

from .conftest import STEMS, altered


@pytest.fixture
def archive(work, kit, tmp_path):
    from grader.classroom.screen.packing import pack

    path = tmp_path / "ada.zip"
    path.write_bytes(pack(kit, work()).archive)
    return path


def write(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members:
            opened.writestr(name, data)
    return path


def notes(read):
    return " ".join(note.in_language("en") for note in read.notes)


def test_what_was_packed_is_read(archive, kit, log):
    read = read_archive(archive, STEMS)
    assert read.kit == kit.id
    assert read.log == log.path.read_bytes()
    assert read.answers == {stem: kit.answer(stem).read_bytes() for stem in STEMS}
    assert read.lines == 4
    assert read.notes == ()


def test_a_folder_that_was_zipped_by_hand_is_read_too(archive, tmp_path):
    with zipfile.ZipFile(archive) as opened:
        members = [(f"my kit/{name}", opened.read(name)) for name in opened.namelist()]
    path = write(tmp_path / "by hand.zip", *members, ("__MACOSX/._x", b""), ("my kit/.DS_Store", b""))
    read = read_archive(path, STEMS)
    assert set(read.answers) == set(STEMS)
    assert ".DS_Store" in notes(read)


def test_names_that_lead_elsewhere_are_not_followed(tmp_path):
    evil = ["../../evil.py", "/etc/evil", "C:\\evil", "50_softmax/../softmax.py", "../50_softmax/softmax.py"]
    path = write(tmp_path / "evil.zip", ("torchgrade-kit.json", b"{}"), *((name, b"x") for name in evil))
    before = sorted(tmp_path.rglob("*"))
    read = read_archive(path, STEMS)
    assert read.answers == {}
    assert notes(read).count("leads out of it") == len(evil)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_answer_that_unpacks_to_too_much_is_left_out(tmp_path):
    bomb = write(tmp_path / "bomb.zip", ("50_softmax/softmax.py", b"#" * (LARGEST_ANSWER + 1)))
    assert bomb.stat().st_size < 10_000
    read = read_archive(bomb, STEMS)
    assert read.answers == {}
    assert "50_softmax/softmax.py" in notes(read)


def test_a_size_that_is_a_lie_is_not_believed(tmp_path):
    path = write(tmp_path / "liar.zip", ("50_softmax/softmax.py", b"#" * (LARGEST_ANSWER + 1)))
    real = (LARGEST_ANSWER + 1).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(real, (10).to_bytes(4, "little")))
    assert read_archive(path, STEMS).answers == {}


def test_of_too_many_members_only_the_first_are_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.classroom.screen.archive.LIMITS", replace(LIMITS, files=10))
    path = write(tmp_path / "many.zip", *((f"{n}", b"") for n in range(20)))
    assert "more than 10 files" in notes(read_archive(path, STEMS))


def test_the_archive_inside_an_archive_is_read(archive, tmp_path, kit):
    path = write(tmp_path / "outer.zip", ("mail/ada.zip", archive.read_bytes()))
    read = read_archive(path, STEMS)
    assert read.kit == kit.id
    assert set(read.answers) == set(STEMS)


def test_an_archive_that_is_too_large_is_not_opened(tmp_path):
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(Problem, match="1024 MiB"):
        read_archive(path, STEMS)


@pytest.mark.parametrize("data", [b"", b"PK", b"Rar!\x1a\x07\x00", b"\x1f\x8b\x08", b"hello"])
def test_what_is_no_zip_is_refused_with_the_next_step(tmp_path, data):
    path = tmp_path / "odd.zip"
    path.write_bytes(data)
    with pytest.raises(Problem, match="grade screen pack"):
        read_archive(path, STEMS)


def test_a_missing_archive_is_told(tmp_path):
    with pytest.raises(Problem, match="cannot be read"):
        read_archive(tmp_path / "none.zip", STEMS)


def test_a_link_is_never_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("token", encoding="utf-8")
    info = zipfile.ZipInfo("50_softmax/softmax.py")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    path = write(tmp_path / "link.zip", (info, os.fsencode(secret)))
    assert b"token" not in read_archive(path, STEMS).answers.get("50_softmax", b"")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{" * 10_000, b'{"kit": 7}', b"\xff", b'{"kit": "' + b"a" * 999 + b'"}']
)
def test_a_kit_file_of_any_kind_is_read_as_none(archive, data):
    assert read_archive(altered(archive, **{"torchgrade-kit": data}), STEMS).kit == ""


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 5000), st.booleans())
def test_no_bytes_break_the_reader(tmp_path_factory, data, at, valid_head):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("torchgrade-kit.json", "{}")
        opened.writestr("50_softmax/softmax.py", "x = 1\n" * 200)
    whole = buffer.getvalue()
    at %= len(whole)
    path = tmp_path_factory.getbasetemp() / "fuzzed.zip"
    path.write_bytes(whole[:at] + data + whole[at + len(data) :] if valid_head else data)
    with contextlib.suppress(Problem):  # whatever it is, no other error comes of it
        read_archive(path, STEMS)
