"""What a candidate hands in: what is there, told what is not, the same bytes for the same work."""

import hashlib
import json
import zipfile

import pytest

from grader.classroom.screen.entries import Kind
from grader.classroom.screen.packing import pack

from .conftest import FAILED, STEMS


def told(packed):
    return [complaint.in_language("en") for complaint in packed.complaints]


def names(packed, tmp_path):
    path = tmp_path / "packed.zip"
    path.write_bytes(packed.archive)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_the_archive_holds_the_answers_the_log_and_the_kits_file_and_nothing_else(work, kit, tmp_path):
    (kit.folder / "diary.txt").write_text("nobody's business", encoding="utf-8")
    (kit.folder / ".venv").mkdir()
    packed = pack(kit, work())
    assert names(packed, tmp_path) == [
        "50_softmax/softmax.py",
        "52_versions_and_conflicts/versions_and_conflicts.py",
        "attempts.jsonl",
        "packed.json",
        "torchgrade-kit.json",
    ]


def test_packing_again_gives_the_same_bytes(work, kit, clocks):
    log = work()
    first = pack(kit, log)
    clocks.pass_by(30)
    assert pack(kit, log) == first
    assert [entry.kind for entry in log.entries()].count(Kind.PACK) == 1


def test_packing_again_after_a_change_is_one_more_entry(work, kit, clocks):
    log = work()
    first = pack(kit, log)
    kit.answer(STEMS[1]).write_text("x = 1\n", encoding="utf-8")
    assert pack(kit, log).archive != first.archive
    assert [entry.kind for entry in log.entries()].count(Kind.PACK) == 2


def test_what_was_packed_stands_in_the_log(work, kit):
    log = work()
    pack(kit, log)
    last = log.entries()[-1]
    assert last.answers == {stem: hashlib.sha256(kit.answer(stem).read_bytes()).hexdigest() for stem in STEMS}


def test_what_is_missing_is_told_and_the_rest_is_packed(work, kit, tmp_path):
    log = work()
    kit.answer(STEMS[1]).unlink()
    packed = pack(kit, log)
    assert packed.exercises == (STEMS[0],)
    assert "versions_and_conflicts.py is missing" in told(packed)[0]
    assert "50_softmax/softmax.py" in names(packed, tmp_path)


def test_an_answer_that_was_never_graded_is_told(work, kit):
    log = work()
    assert told(pack(kit, log)) == [
        "52_versions_and_conflicts/versions_and_conflicts.py was never graded here."
    ]
    log.attempted(STEMS[1], kit.answer(STEMS[1]).read_bytes(), FAILED)
    assert told(pack(kit, log)) == []


def test_a_file_that_is_no_answer_is_left_out_and_told(work, kit):
    kit.answer(STEMS[1]).write_bytes(b"#" * (2**20 + 1))
    packed = pack(kit, work())
    assert packed.exercises == (STEMS[0],)
    assert any("larger than 1 MiB" in sentence for sentence in told(packed))


def test_nothing_at_all_can_be_packed_too(kit, log, tmp_path):
    for stem in STEMS:
        kit.answer(stem).unlink()
    packed = pack(kit, log)
    assert packed.exercises == ()
    assert names(packed, tmp_path) == ["attempts.jsonl", "packed.json", "torchgrade-kit.json"]


@pytest.mark.parametrize("minutes", [0, 90, 10_000])
def test_it_works_when_the_time_is_over(work, kit, clocks, minutes):
    log = work()
    clocks.pass_by(minutes)
    assert pack(kit, log).exercises == STEMS


def test_the_manifest_knows_how_the_log_ended(work, kit, tmp_path):
    packed = pack(kit, work())
    names(packed, tmp_path)
    with zipfile.ZipFile(tmp_path / "packed.zip") as archive:
        manifest = json.loads(archive.read("packed.json"))
        log = archive.read("attempts.jsonl")
    assert manifest["lines"] == log.count(b"\n") == 4
    assert manifest["kit"] == kit.id
