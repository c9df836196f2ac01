"""Archives: what is read of those that strangers made, and that nothing in one can do more than be named."""

import bz2
import gzip
import io
import lzma
import random
import stat
import struct
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.classroom.archives import (
    Budget,
    Limits,
    bare_name,
    clean_path,
    decode_names,
    is_archive,
    read_archive,
    shown,
)

SMALL = Limits(
    files=20,
    kept=4000,
    unpacked=200_000,
    nested_files=5,
    nested_kept=1000,
    nested_unpacked=100_000,
    nested_packed=50_000,
    ratio=50,
    harmless=2000,
    depth=2,
)


def read(data, limits=SMALL, wanted=lambda _: 500, path=("class.zip",)):
    return read_archive(io.BytesIO(data), path, Budget(limits.files, limits.kept), wanted, limits)


def zipped(files, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return buffer.getvalue()


def tarred(files, mode="w"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in files:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def said(contents):
    messages = [*contents.troubles, *contents.remarks, *(e.trouble for e in contents.entries if e.trouble)]
    return "\n".join(one.in_language("en") for one in messages)


def found(contents):
    return {shown(entry.path[1:]): entry.data for entry in contents.entries}


PLAIN = [("a.py", b"x = 1\n"), ("inner/b.py", b"y = 2\n"), ("empty.py", b"")]


@pytest.mark.parametrize(
    "data",
    [
        zipped(PLAIN),
        zipped(PLAIN, zipfile.ZIP_STORED),
        tarred(PLAIN),
        tarred(PLAIN, "w:gz"),
        tarred(PLAIN, "w:bz2"),
        tarred(PLAIN, "w:xz"),
        b"#!/bin/sh\nexit\n" + zipped(PLAIN),
    ],
    ids=["zip", "stored", "tar", "gz", "bz2", "xz", "behind something else"],
)
def test_every_kind_of_archive_is_read_into_memory(data):
    contents = read(data)
    assert found(contents) == {"a.py": b"x = 1\n", "inner/b.py": b"y = 2\n", "empty.py": b""}
    assert said(contents) == ""


def test_what_nobody_wants_is_named_and_not_read():
    contents = read(zipped([("a.png", b"x" * 5000)]), wanted=lambda name: 500 if name.endswith(".py") else 0)
    assert found(contents) == {"a.png": None}
    assert contents.entries[0].size == 5000
    assert said(contents) == ""


# -- names ----------------------------------------------------------------------------------------------------

HOSTILE_NAMES = [
    "../a.py",
    "a/../../b.py",
    "/etc/passwd",
    "C:\\a.py",
    "..\\a.py",
    "c:a.py",
    "\\\\host\\a.py",
    "x/" * 50 + "a",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_a_name_that_leads_out_is_not_taken_and_said(pack, name):
    contents = read(pack([(name, b"bad"), ("good.py", b"good")]))
    assert found(contents) == {"good.py": b"good"}
    assert "leads out" in said(contents)


@given(st.text(max_size=60))
@example("a\0b")
@example("a/./b//c")
@example("‮yp.exe")
def test_a_clean_path_has_no_part_that_means_something(name):
    parts = clean_path(name)
    if parts is not None:
        assert parts
        for part in parts:
            assert part not in ("", ".", "..")
            assert not set(part) & set("/\\\0\n\r\x1b‮")


def unmarked(name, encoding):
    """Return a member whose name is in an encoding that it does not mark, as zipfile itself never writes it."""

    def encoded(self):
        return self.filename.encode(encoding), self.flag_bits & ~0x800

    return type("Info", (zipfile.ZipInfo,), {"_encodeFilenameFlags": encoded})(name)


def test_names_of_a_chinese_windows_are_read():
    contents = read(
        zipped([(unmarked("张三/最大池化.py", "gbk"), b"1"), (unmarked("李喆/答案.py", "gbk"), b"2")])
    )
    assert found(contents) == {"张三/最大池化.py": b"1", "李喆/答案.py": b"2"}
    assert "GB18030" in said(contents)


def test_names_that_are_utf_8_without_a_mark_are_read_silently():
    contents = read(zipped([(unmarked("张三.py", "utf-8"), b"1")]))
    assert found(contents) == {"张三.py": b"1"}
    assert said(contents) == ""


@pytest.mark.parametrize("name", ["René.py", "Größe.py", "Léa Hélène.py", "niño.py", "Åsa.py"])
def test_names_in_code_page_437_are_not_taken_for_chinese(name):
    assert decode_names([name.encode("cp437")]) == ([name], "cp437")


def test_the_unicode_name_beside_the_old_one_counts_while_it_belongs_to_it():
    import zlib

    old = b"old.py"
    for checksum, expected in ((zlib.crc32(old), "新.py"), (1, "old.py")):
        info = zipfile.ZipInfo("old.py")
        body = b"\1" + struct.pack("<I", checksum) + "新.py".encode()
        info.extra = struct.pack("<HH", 0x7075, len(body)) + body
        assert found(read(zipped([(info, b"1")]))) == {expected: b"1"}


def test_of_two_files_with_one_name_the_last_counts_and_that_is_said(recwarn):
    for pack in (zipped, tarred):
        contents = read(pack([("a.py", b"first"), ("a.py", b"last")]))
        assert found(contents) == {"a.py": b"last"}
        assert "more than once" in said(contents)


def test_names_of_archives_lose_their_endings():
    assert bare_name("张三.tar.gz") == "张三"
    assert bare_name("a.ZIP") == "a"
    assert bare_name("a.py") == "a.py"
    assert bare_name(".zip") == ".zip"
    assert is_archive("A.TGZ")
    assert not is_archive("a.docx")


# -- what is no file ------------------------------------------------------------------------------------------


def odd_tar_members():
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo("odd.py")
        info.type, info.linkname = kind, "/etc/passwd"
        yield tarred([(info, b""), ("good.py", b"good")])


def odd_zip_members():
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK):
        info = zipfile.ZipInfo("odd.py")
        info.external_attr = (kind | 0o777) << 16
        yield zipped([(info, b"/etc/passwd"), ("good.py", b"good")])


@pytest.mark.parametrize("data", [*odd_tar_members(), *odd_zip_members()])
def test_links_and_devices_are_not_taken_and_said(data):
    contents = read(data)
    assert found(contents) == {"odd.py": None, "good.py": b"good"}
    assert "odd.py is a link or a device" in said(contents)


def test_an_encrypted_member_is_not_taken_and_said():
    data = bytearray(zipped([("a.py", b"secret")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    contents = read(bytes(data))
    assert found(contents) == {"a.py": None}
    assert "encrypted" in said(contents)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_python_unpacks_without_bound_are_not_tried(method):
    contents = read(zipped([("a.py", b"x" * 100)], method))
    assert found(contents) == {"a.py": None}
    assert "packed in an unusual way" in said(contents)


# -- bombs ----------------------------------------------------------------------------------------------------


def test_a_file_beyond_what_is_wanted_is_not_taken_and_said():
    contents = read(zipped([("large.py", b"x" * 501), ("good.py", b"x" * 500)]))
    assert found(contents) == {"large.py": None, "good.py": b"x" * 500}
    assert "large.py is larger than" in said(contents)


def test_a_size_that_lies_does_not_help():
    data = bytearray(zipped([("large.py", b"x" * 100_000)]))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    contents = read(bytes(data))
    assert found(contents) == {"large.py": None}
    assert said(contents)


def test_too_many_files_stop_the_reading_and_that_is_said():
    contents = read(zipped([(f"{n}.py", b"") for n in range(30)]))
    assert len(contents.entries) == SMALL.files
    assert "more than 20 files" in said(contents)


def test_far_too_many_files_are_not_even_listed():
    contents = read(zipped([(f"{n}.py", b"") for n in range(100)]))
    assert contents.entries == ()
    assert "more than 20 files" in said(contents)


def test_too_much_in_all_stops_the_reading_and_that_is_said():
    rng = random.Random(0)
    contents = read(zipped([(f"{n}.py", rng.randbytes(500)) for n in range(12)]))
    assert sum(entry.data is not None for entry in contents.entries) == SMALL.kept // 500
    assert "was not read to its end" in said(contents)


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_tar_that_unpacks_to_too_much_is_stopped(mode):
    contents = read(
        tarred([("good.py", b"good"), ("zeros.bin", b"\0" * 1_000_000), ("late.py", b"late")], mode)
    )
    assert found(contents)["good.py"] == b"good"
    assert "late.py" not in found(contents)
    assert "it unpacks to more than" in said(contents)


def test_a_nested_archive_that_unpacks_to_many_times_its_size_is_not_unpacked():
    inner = zipped([("zeros.zip", b"\0" * 40_000)])
    contents = read(inner)
    assert found(contents) == {"zeros.zip": None}
    assert "50 times its size" in said(contents)


def test_archives_in_archives_are_folders_down_to_a_depth():
    data = zipped([("deep.py", b"4")])
    for level in (3, 2, 1):
        data = zipped([(f"{level}.py", str(level).encode()), (f"level{level}.zip", data)])
    contents = read(data)
    assert found(contents) == {
        "1.py": b"1",
        "level1.zip/2.py": b"2",
        "level1.zip/level2.zip/3.py": b"3",
        "level1.zip/level2.zip/level3.zip": None,
    }
    assert "lies in 3 archives" in said(contents)


def test_one_student_s_bomb_does_not_take_what_the_others_need():
    bomb = zipped([(f"{n}.py", b"#" * 400) for n in range(10)])
    contents = read(zipped([("bomb.zip", bomb), ("good.zip", zipped([("a.py", b"good")]))]))
    assert found(contents)["good.zip/a.py"] == b"good"
    assert "bomb.zip was not read to its end" in said(contents)


def test_a_zip_that_holds_itself_ends(tmp_path):
    data = zipped([("a.py", b"1")])
    for _ in range(10):
        data = zipped([("a.py", b"1"), ("again.zip", data)])
    assert len(read(data).entries) <= SMALL.files


def test_a_header_that_asks_for_a_gigabyte_is_refused():
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 2**30
    contents = read(info.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 10_000)
    assert contents.entries == ()
    assert "cannot be unpacked" in said(contents)


# -- damage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"not an archive", b"7z\xbc\xaf\x27\x1c" + bytes(100), b"Rar!\x1a\x07\0"]
)
def test_what_is_no_archive_is_said(data):
    contents = read(data)
    assert contents.entries == ()
    assert "cannot be unpacked" in said(contents)


WHOLE = [
    zipped([*PLAIN, ("inner.zip", zipped(PLAIN))]),
    tarred(PLAIN, "w:gz"),
    tarred(PLAIN, "w:xz"),
    tarred([*PLAIN, ("inner.tar.bz2", tarred(PLAIN, "w:bz2"))]),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.data())
def test_no_damage_raises_and_nothing_exceeds_its_limit(whole, data):
    """For any bytes: no exception, no file beyond its limit, every path below the archive's own."""
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    broken = broken[: data.draw(st.integers(0, len(broken)) | st.just(len(broken)))]
    contents = read(bytes(broken))
    assert len(contents.entries) <= SMALL.files
    assert sum(len(entry.data) for entry in contents.entries if entry.data) <= SMALL.kept
    for entry in contents.entries:
        assert entry.path[0] == "class.zip"
        assert ".." not in entry.path
        assert len(entry.data or b"") <= 500


members = st.lists(
    st.tuples(
        st.text(st.sampled_from("ab./\\:..é张\0 "), min_size=1, max_size=8).map(lambda name: name + ".py"),
        st.binary(max_size=600),
    ),
    max_size=8,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(members, st.booleans())
def test_every_member_is_read_or_named(files, as_zip):
    """Whatever an archive's members are called: each is there with its bytes, or a sentence names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "warnings.warn", lambda *_, **__: None
        )  # zipfile warns of doubles, which are meant here
        data = zipped(files) if as_zip else tarred([(n.replace("\0", ""), d) for n, d in files])
    contents = read(data)
    sentences = said(contents)
    # zipfile ends a name at the first zero byte; what ends with a slash is a folder.
    names = [name.partition("\0")[0] if as_zip else name.replace("\0", "") for name, _ in files]
    last = {clean_path(name): data for name, (_, data) in zip(names, files, strict=True) if name[-1:] != "/"}
    for path, content in last.items():
        if path is None:
            assert "leads out" in sentences
        else:
            (entry,) = [entry for entry in contents.entries if entry.path[1:] == path]
            assert entry.data == content or shown(entry.path) in sentences


def test_nothing_is_written_into_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for data in WHOLE:
        read(data)
    assert list(tmp_path.iterdir()) == []


def test_streams_of_all_kinds_are_told_by_their_first_bytes():
    inner = tarred(PLAIN)
    for packed in (gzip.compress(inner), bz2.compress(inner), lzma.compress(inner), inner):
        assert found(read(packed))["a.py"] == b"x = 1\n"
