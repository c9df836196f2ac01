"""A log that was touched shows it, wherever and however it was touched."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.screen.chain import Fault, ending, lines_of, links, seal

KEY = "0123456789abcdef" * 2
TEXTS = st.text('aé"\\\n\u2028\U0001f525', max_size=10)
FACTS = st.dictionaries(
    st.sampled_from(["kind", "at", "text", "n"]),
    st.one_of(TEXTS, st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False)),
)
LOGS = st.lists(FACTS, min_size=1, max_size=6)


def chained(entries, key=KEY):
    log, before = b"", None
    for facts in entries:
        line = seal(key, before, facts)
        log += line
        before = line.rstrip(b"\n")
    return log


def touched(original, log):
    """Whether a reviewer sees that `log` is not the one that was packed."""
    return ending(log) != ending(original) or any(link.faults for link in links(KEY, log))


@settings(deadline=None)
@given(LOGS)
def test_an_untouched_log_says_what_was_written_and_nothing_is_wrong(entries):
    log = chained(entries)
    assert not touched(log, log)
    assert [dict(link.facts) for link in links(KEY, log)] == entries


@settings(deadline=None)
@given(LOGS, st.data())
def test_any_edit_shows(entries, data):
    log = chained(entries)
    start = data.draw(st.integers(0, len(log)))
    end = data.draw(st.integers(start, min(len(log), start + 30)))
    edited = log[:start] + data.draw(st.binary(max_size=30)) + log[end:]
    assert touched(log, edited) == (edited != log)


@settings(deadline=None)
@given(LOGS, st.data())
def test_any_deleted_doubled_or_moved_line_shows(entries, data):
    log = chained(entries)
    lines = log.splitlines(keepends=True)
    other = data.draw(st.lists(st.sampled_from(lines), max_size=8))
    assert touched(log, b"".join(other)) == (other != lines)


@settings(deadline=None)
@given(LOGS, st.data())
def test_a_line_that_was_sealed_for_another_place_shows(entries, data):
    log = chained(entries)
    lines = log.splitlines(keepends=True)
    position = data.draw(st.integers(0, len(lines) - 1))
    # Sealed with the right key, but the lines after it remember another one.
    lines[position] = seal(KEY, None, {"forged": True})
    assert touched(log, b"".join(lines))


@settings(deadline=None)
@given(LOGS)
def test_a_log_of_another_kit_shows(entries):
    foreign = chained(entries, "another kit")
    assert all(Fault.CHANGED in link.faults for link in links(KEY, foreign))


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b"", b"bc"]), max_size=5), st.booleans(), st.integers(1, 9))
def test_the_lines_their_number_and_the_last_one_agree(lines, ended, most):
    log = b"".join(line + b"\n" for line in lines)
    log = log if ended else log[:-1]
    count, last = ending(log)
    assert (count, last) == (len(lines_of(log)), (lines_of(log) or [None])[-1])
    assert lines_of(log + b"x\n" * 9, most) == lines_of(log + b"x\n" * 9)[:most]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd_to_be_read(log):
    for link in links(KEY, log):
        assert link.faults


def test_deep_and_long_json_is_unreadable_and_no_more():
    for line in (b"[" * 100_000, b'{"n":' + b"9" * 10_000 + b"}", b'{"n":NaN}', b'"\\ud800"', b"\xff\xfe{"):
        (link,) = links(KEY, line + b"\n")
        assert link.faults == (Fault.UNREADABLE,)


def test_the_same_facts_in_another_spelling_show():
    log = chained([{"n": 1, "text": "é"}])
    data = json.loads(log)
    spelled = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    assert spelled != log
    assert links(KEY, spelled)[0].faults
    spaced = json.dumps(data, sort_keys=True).encode() + b"\n"
    assert links(KEY, spaced)[0].faults == (Fault.CHANGED,)
