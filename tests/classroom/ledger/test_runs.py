"""A run notes what it begins, so that the next one knows over what a grader died."""

import signal
import subprocess
import sys

import pytest

from grader.classroom.ledger import Deaths, Ledger
from grader.language import Problem

DIES = """
import os, signal, sys
from grader.classroom.ledger import Ledger
from grader.classroom.model import Key
url, *claimed = sys.argv[1:]
ledger = Ledger(url)
with ledger.run("grade") as run:
    for seed in claimed:
        key = Key("a" * 64, "01_double", ("cpu",), abs(int(seed)), "official", "1.0", "1.0", "2.13.0")
        run.claim(key, 0, "one", alone=int(seed) < 0)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def die_over(url, *seeds):
    """Have a run die while keys with these seeds are being graded; a negative one is graded alone."""
    ended = subprocess.run([sys.executable, "-c", DIES, url, *map(str, seeds)], check=False)
    assert ended.returncode == -signal.SIGKILL


def test_a_run_that_died_leaves_what_it_had_begun(url, ledger, key):
    die_over(url, 1, -2)
    with ledger.run("grade"):
        found = ledger.deaths({key(seed=seed): 0 for seed in (1, 2, 3)})
    assert found == {key(seed=1): Deaths(abandoned=1), key(seed=2): Deaths(abandoned=1, alone=True)}


def test_what_was_graded_later_is_forgiven(url, ledger, key, graded):
    die_over(url, 1)
    ledger.add(graded(key(seed=1)))
    with ledger.run("grade"):
        assert ledger.deaths({key(seed=1): 0}) == {}


def test_deaths_add_up(url, ledger, key):
    die_over(url, 1)
    die_over(url, 1)
    with ledger.run("grade") as run:
        run.claim(key(seed=1), 0, "two", alone=False)
        run.crash(key(seed=1), 0, "two", "SIGSEGV", alone=False)
    with ledger.run("grade"):
        assert ledger.deaths({key(seed=1): 0}) == {key(seed=1): Deaths(crashes=1, abandoned=2)}


def test_a_death_counts_for_the_grade_that_was_asked_for_and_not_for_the_next(url, ledger, key):
    die_over(url, -1)
    with ledger.run("regrade"):
        assert ledger.deaths({key(seed=1): 1}) == {}


def test_a_run_that_was_stopped_in_order_blames_nobody(ledger, key):
    def stopped():
        with ledger.run("grade") as run:
            run.claim(key(), 0, "one", alone=False)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    with ledger.run("grade"):
        assert ledger.deaths({key(): 0}) == {}


def test_two_runs_at_the_same_time_are_one_too_many(url, ledger):
    with (
        ledger.run("grade"),
        Ledger(url) as other,
        pytest.raises(Problem, match="Another run is grading"),
        other.run("grade"),
    ):
        pass
    with Ledger(url) as other, other.run("grade"):
        pass


def test_a_run_that_died_stands_in_nobodys_way(url, ledger):
    die_over(url)
    with ledger.run("grade"):
        pass
