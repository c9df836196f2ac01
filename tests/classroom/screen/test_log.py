"""What a kit's log keeps of the candidate's work, and what it notices."""

import hashlib
import json
import threading
from pathlib import Path

import pytest

from grader.classroom.screen.chain import links
from grader.classroom.screen.entries import Kind
from grader.classroom.screen.log import AttemptLog
from grader.language import Problem

from .conftest import FAILED, NOON, STEMS


def test_the_first_entry_is_the_beginning_and_there_is_only_one(log, clocks):
    first = log.begin({"grader": "0.1.0"})
    clocks.pass_by(5)
    again = log.begin({"grader": "0.1.0"})
    assert (first.number, first.kind, first.at) == (1, Kind.BEGIN, NOON)
    assert again == first
    assert len(log.entries()) == 1


def test_an_attempt_keeps_the_whole_text_and_a_text_is_kept_once(log):
    log.begin({})
    source = "def f():\n\treturn 'é\u2028'\r\n".encode()
    log.attempted(STEMS[0], source, FAILED)
    log.attempted(STEMS[0], source, FAILED)
    _, first, second = log.entries()
    assert first.text.encode() == source
    assert first.claim == FAILED
    assert second.text is None
    assert second.sha256 == first.sha256 == hashlib.sha256(source).hexdigest()


def test_every_line_is_sealed_with_the_id_of_the_kit(work, kit):
    log = work(3)
    chain = links(kit.id, log.path.read_bytes())
    assert [link.faults for link in chain] == [()] * 4
    assert [link.facts["n"] for link in chain] == [1, 2, 3, 4]


def test_two_graders_at_once_do_not_break_the_chain(log, kit):
    log.begin({})

    def attempt(number):
        AttemptLog(kit).attempted(STEMS[0], f"x = {number}\n".encode(), FAILED)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain = links(kit.id, log.path.read_bytes())
    assert len(chain) == 9
    assert not any(link.faults for link in chain)


def test_a_log_that_was_cut_is_noticed_by_the_next_entry(work, clocks):
    log = work(3)
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(lines[:-1]))
    clocks.pass_by(1)
    assert log.attempted(STEMS[0], b"x = 1\n", FAILED).noticed == "changed"
    assert log.attempted(STEMS[0], b"x = 2\n", FAILED).noticed == ""


def test_a_log_that_was_deleted_is_noticed_by_the_next_entry(work):
    log = work(1)
    log.path.unlink()
    assert log.begin({}).noticed == "removed"


def test_a_line_that_was_cut_off_by_a_power_cut_stays_and_the_log_goes_on(work, kit):
    log = work(1)
    with log.path.open("ab") as file:
        file.write(b'{"n":3,"ki')
    log.attempted(STEMS[0], b"x = 1\n", FAILED)
    chain = links(kit.id, log.path.read_bytes())
    assert [bool(link.faults) for link in chain] == [False, False, True, False]
    assert chain[-1].facts["n"] == 4


def test_a_log_that_cannot_be_written_is_told_with_its_name(log, kit):
    log.path.mkdir()
    with pytest.raises(Problem, match=r"attempts\.jsonl"):
        log.begin({})


def test_what_stands_in_the_log_is_what_the_readme_says(work, kit):
    log = work(1)
    log.packed({STEMS[0]: "0" * 64})
    keys = {"n", "kit", "at", "monotonic", "kind", "before", "seal"}
    begun, attempt, packed = map(json.loads, Path(log.path).read_text(encoding="ascii").splitlines())
    assert begun.keys() == keys | {"versions"}
    assert attempt.keys() == keys | {"exercise", "sha256", "text", "claim"}
    assert packed.keys() == keys | {"answers"}
