"""What a reviewer learns from a log, and that every way of touching it shows."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.screen.archive import Archive, read_archive
from grader.classroom.screen.chain import lines_of, seal
from grader.classroom.screen.evidence import MOST_LINES, Weight, examine

from .conftest import NOON, PASSED, STEMS, Candidate, altered, screening_of

LATER = NOON + timedelta(days=2)


def look(archive, screening, position=0, now=LATER):
    candidate = screening.candidates[position]
    read = archive if isinstance(archive, Archive) else read_archive(archive, STEMS)
    return examine(read, screening.kit(candidate), candidate.made, now)


def told(evidence):
    return [finding.text.in_language("en") for finding in evidence.findings]


def lines(change):
    """Return a change of the log's lines as a change of its bytes."""
    return lambda log: b"".join(line + b"\n" for line in change(lines_of(log)))


@pytest.fixture
def archive(at_work):
    ada = at_work(0).begin()
    ada.write(STEMS[0], "x = 1\n", after=20)
    ada.write(STEMS[0], "x = 2\n", after=20, claim=PASSED)
    ada.write(STEMS[1], "y = 1\n", after=20, claim=PASSED)
    return ada.pack(after=5)


def test_an_honest_log_has_its_attempts_its_time_and_no_finding(archive, screening):
    evidence = look(archive, screening)
    assert told(evidence) == []
    assert evidence.sound
    assert [(a.entry.exercise, a.seconds / 60, a.text) for a in evidence.attempts] == [
        (STEMS[0], 20, "x = 1\n"),
        (STEMS[0], 40, "x = 2\n"),
        (STEMS[1], 60, "y = 1\n"),
    ]
    assert (evidence.began, evidence.used, evidence.lines) == (NOON, 65 * 60, 5)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda ls: ls[:2] + ls[3:], "removed"),
        (lambda ls: [ls[0], ls[2], ls[1], *ls[3:]], "moved"),
        (lambda ls: [*ls[:2], ls[1], *ls[2:]], "added"),
        (lambda ls: [*ls[:2], ls[2].replace(b"passed", b"failed"), *ls[3:]], "changed after"),
        (lambda ls: ls[1:], "no beginning"),
        (lambda ls: ls[:-1], "not the log that was packed"),
        (lambda ls: [*ls[:2], b"\xff garbage", *ls[3:]], "cannot be read"),
        (lambda ls: [], "no log"),
    ],
)
def test_what_was_done_to_a_log_is_told(archive, screening, change, word):
    evidence = look(altered(archive, attempts=lines(change)), screening)
    assert not evidence.sound
    assert any(word in sentence for sentence in told(evidence))


def test_an_answer_that_was_changed_after_packing_is_told(archive, screening):
    evidence = look(altered(archive, softmax=b"x = 3\n"), screening)
    assert told(evidence) == ["The answer to 50_softmax is not the one that was packed."]
    evidence = look(altered(archive, softmax=None), screening)
    assert not evidence.sound


def test_an_archive_without_its_packing_is_told(archive, screening):
    assert "was not made by" in told(look(altered(archive, packed=None), screening))[0]


def test_a_log_of_another_kit_is_told(archive, screening, at_work):
    grace = at_work(1).begin().pack()
    with_the_log_of_ada = altered(grace, attempts=read_archive(archive, STEMS).log)
    sentences = " ".join(told(look(with_the_log_of_ada, screening, position=1)))
    assert "from another kit" in sentences


def test_a_clock_that_was_set_back_is_grave_and_gains_no_time(at_work, screening):
    ada = at_work(0).begin()
    ada.write(STEMS[0], "x = 1\n", after=85)
    ada.clocks.at -= timedelta(minutes=60)
    ada.write(STEMS[0], "x = 2\n", after=20)
    evidence = look(ada.pack(after=0), screening)
    assert told(evidence) == ["Before line 3, the clock was set back by 1:00:00."]
    assert not evidence.sound
    assert evidence.used == 105 * 60


def test_a_computer_that_slept_is_a_note_and_the_time_goes_on(at_work, screening):
    ada = at_work(0).begin()
    ada.clocks.at += timedelta(hours=3)
    evidence = look(ada.pack(), screening)
    assert evidence.sound
    assert "or the computer slept" in told(evidence)[0]
    assert evidence.used == 181 * 60


def test_a_log_from_before_the_kit_or_from_the_future_is_told(at_work, screening):
    ada = at_work(0)
    ada.clocks.at = screening.candidates[0].made - timedelta(hours=1)
    assert "before the kit was made" in told(look(ada.begin().pack(), screening))[0]
    grace = at_work(1).begin()
    archive = grace.pack(after=60 * 24 * 9)
    assert "in the future" in told(look(archive, screening, position=1))[0]


def test_a_log_that_was_deleted_and_begun_again_is_told_by_the_log_itself(at_work, screening):
    ada = at_work(0).begin().write(STEMS[0], "x = 1\n")
    ada.log.path.unlink()
    evidence = look(ada.begin().write(STEMS[0], "x = 2\n").pack(), screening)
    assert told(evidence) == ["Before line 1, the log had been deleted."]


def test_entries_with_the_right_seal_are_still_looked_at(archive, screening):
    """The candidate has the key, so a sealed line may say anything."""
    kit = screening.kit(screening.candidates[0])
    base = json.loads(lines_of(read_archive(archive, STEMS).log)[1])
    del base["before"], base["seal"]
    odd = [
        {**base, "at": "yesterday"},
        {**base, "at": "9999-12-31T23:59:59+00:00"},
        {**base, "at": "2026-11-20T12:00:00"},
        {**base, "monotonic": 1e300},
        {**base, "monotonic": True},
        {**base, "n": -1},
        {**base, "kind": "magic"},
        {**base, "text": "another text"},
        {**base, "text": "\ud800"},
        {**base, "claim": [1]},
        {**base, "claim": {"status": "passed"}},
        {**base, "exercise": "x" * 1000},
        {**base, "answers": {str(n): "" for n in range(1000)}},
        {},
    ]
    log, before = b"", None
    for facts in odd:
        line = seal(kit, before, facts)
        log, before = log + line, line[:-1]
    evidence = look(altered(archive, attempts=log), screening)
    assert f"nothing that the grader writes: {', '.join(map(str, range(1, 11)))} ..." in " ".join(
        told(evidence)
    )
    assert evidence.attempts == ()


def test_a_log_without_end_is_cut(archive, screening):
    evidence = look(altered(archive, attempts=b"{}\n" * (3 * MOST_LINES)), screening)
    assert f"The log has {3 * MOST_LINES} lines" in " ".join(told(evidence))


def test_the_gravest_findings_come_first(at_work, screening):
    ada = at_work(0).begin()
    ada.clocks.at += timedelta(hours=3)
    ada.write(STEMS[0], "x = 1\n")
    weights = [f.weight for f in look(altered(ada.pack(), packed=None), screening).findings]
    assert weights == [Weight.GRAVE, Weight.NOTE]


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packed")
    screening = screening_of(folder, "Ada")
    ada = Candidate(screening, screening.candidates[0], folder / "ada").begin()
    for number in range(4):
        ada.write(STEMS[0], f"x = {number}\n")
    return read_archive(ada.pack(), STEMS), screening


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_log_but_the_packed_one_is_found_grave(packed, data):
    archive, screening = packed
    log = archive.log
    kept = [line + b"\n" for line in lines_of(log)]
    start = data.draw(st.integers(0, len(log)))
    edited = data.draw(
        st.one_of(
            st.lists(st.sampled_from(kept), max_size=8).map(b"".join),
            st.binary(max_size=20).map(lambda new: log[:start] + new + log[start + 10 :]),
            st.just(log[:start]),
        )
    )
    changed = Archive(archive.path, archive.kit, edited, archive.answers, archive.lines, archive.head, ())
    assert look(changed, screening).sound == (edited == log)
