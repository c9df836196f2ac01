"""How much time went by, and where a clock was set, from two clocks of which only one can be set."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.screen.clock import Move, elapsed, jumps
from grader.classroom.screen.entries import Entry, Kind

from .conftest import NOON


def entries(*readings):
    """Make entries of pairs (minutes of the wall clock, minutes of the other)."""
    return [
        Entry(number, "k", NOON + timedelta(minutes=wall), 60.0 * steady, Kind.ATTEMPT)
        for number, (wall, steady) in enumerate(readings, 1)
    ]


def test_time_goes_by_equally_on_both_clocks():
    log = entries((0, 5), (30, 35), (45, 50))
    assert elapsed(log) == [0, 1800, 2700]
    assert jumps(log) == []


def test_a_clock_that_was_set_back_gains_nothing():
    log = entries((0, 0), (60, 60), (20, 80))
    assert elapsed(log) == [0, 3600, 4800]
    (jump,) = jumps(log)
    assert (jump.number, jump.move, jump.seconds) == (3, Move.BACK, 3600)


def test_a_clock_that_went_ahead_is_told_as_set_or_slept():
    log = entries((0, 0), (60, 10))
    assert elapsed(log) == [0, 3600]
    assert jumps(log)[0].move is Move.AHEAD


def test_a_computer_that_was_started_anew_loses_nothing_and_is_told():
    log = entries((0, 500), (30, 2))
    assert elapsed(log) == [0, 1800]
    assert [jump.move for jump in jumps(log)] == [Move.RESTART]


def test_a_clock_set_back_over_a_restart_is_seen():
    log = entries((0, 500), (-10, 2))
    assert [jump.move for jump in jumps(log)] == [Move.BACK]
    assert elapsed(log) == [0, 0]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**4), 10**4), st.integers(-(10**4), 10**4)), max_size=20))
def test_time_never_runs_backwards_and_a_jump_belongs_to_an_entry(readings):
    log = entries(*readings)
    seconds = elapsed(log)
    assert len(seconds) == len(log)
    assert seconds == sorted(seconds)
    assert all(2 <= jump.number <= len(log) for jump in jumps(log))


@settings(deadline=None)
@given(st.lists(st.integers(1, 300), min_size=2, max_size=10), st.integers(1, 9), st.integers(1, 10**4))
def test_any_clock_that_is_set_back_shows(gaps, position, minutes):
    readings, at = [], 0
    for gap in gaps:
        readings.append((at, at))
        at += gap
    position = position % (len(readings) - 1) + 1
    moved = [(wall - minutes * (n >= position), steady) for n, (wall, steady) in enumerate(readings)]
    assert Move.BACK in {jump.move for jump in jumps(entries(*moved))}
