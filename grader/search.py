"""One Hypothesis run: draw questions from a seed, or find the smallest question that fails."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from hypothesis.errors import Flaky, FlakyFailure
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.strategies import SearchStrategy

from grader.oracle import fingerprint

Finding = TypeVar("Finding")

SEARCH_SECONDS = 10.0
SHRINK_SECONDS = 5.0
# A reader can take in eight numbers; the elements of such tensors are drawn one by one.
SMALL = 8
SMALL_COUNT = 400
BATCH = 10


def seed_for(seed: int, *parts: str) -> int:
    """Derive the seed of one property from the seed of the run. The device is never among the parts."""
    text = "/".join([str(seed), *parts])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def draw(strategy: SearchStrategy[Any], seed: int, count: int) -> tuple[Any, ...]:
    """Draw `count` questions at most. Equal seeds give equal questions, whatever else is imported.

    They are drawn several at a time: half of what an example costs Hypothesis is the same for one and for ten.
    """
    drawn: list[Any] = []
    with _own_constants_only():
        _run(_batches(strategy, count), drawn.extend, seed, _how_many_batches(count), (Phase.generate,))
        # Hypothesis begins with the simplest example, here the simplest question again and again: one is enough.
        del drawn[1 : min(BATCH, count)]
        if len(drawn) < count:  # ten together were too large, or there are no more different ones
            _run(strategy, drawn.append, seed, count - len(drawn), (Phase.generate,))
    return tuple(drawn[:count])


def _batches(strategy: SearchStrategy[Any], count: int) -> SearchStrategy[list[Any]]:
    size = min(BATCH, count)
    return st.lists(strategy, min_size=size, max_size=size)


def _how_many_batches(count: int) -> int:
    return 1 + -(-(count - 1) // min(BATCH, count))


def smallest(
    strategy: SearchStrategy[Any],
    examine: Callable[[Any], Finding | None],
    *,
    seed: int,
    count: int,
    size: Callable[[Any], int] = lambda _: 0,
    seconds: float = SHRINK_SECONDS,
) -> tuple[Any, Finding] | None:
    """Return the simplest question found for which `examine` finds something, with what it found.

    `examine` is given `count` questions at most, for at most `SEARCH_SECONDS`, until one fails; from then on at
    most `seconds` are spent on simplifying it. Questions whose `size` is above `SMALL` are looked at only when
    no smaller one fails: what fills a large tensor does not shrink into the few elements of a small one.
    """

    def examine_small(question: Any) -> Finding | None:
        return examine(question) if size(question) <= SMALL else None

    def examine_batch(batch: list[Any]) -> tuple[Any, Finding] | None:
        findings = ((question, examine(question)) for question in batch)
        return next(((question, found) for question, found in findings if found is not None), None)

    found = _smallest(strategy, examine_small, seed, SMALL_COUNT, seconds)
    found = found or _smallest(strategy, examine, seed, count, seconds)
    if found is not None:
        return found
    # A rare failure: draw the very questions again among which it was found.
    rare = _smallest(_batches(strategy, count), examine_batch, seed, _how_many_batches(count), seconds)
    return None if rare is None else rare[1]


def _smallest(
    strategy: SearchStrategy[Any],
    examine: Callable[[Any], Finding | None],
    seed: int,
    count: int,
    seconds: float,
) -> tuple[Any, Finding] | None:
    known: dict[int, Finding | None] = {}
    best: list[tuple[Any, Finding]] = []
    deadline = time.monotonic() + SEARCH_SECONDS

    class _FoundError(Exception):
        pass

    def attempt(question: Any) -> None:
        nonlocal deadline
        key = fingerprint(question)
        if key not in known:
            if time.monotonic() > deadline:
                return
            known[key] = examine(question)
        finding = known[key]
        if finding is not None:
            if not best:
                deadline = time.monotonic() + seconds
            best[:] = [(question, finding)]
            raise _FoundError

    with _own_constants_only(), contextlib.suppress(_FoundError, Flaky, FlakyFailure):
        _run(strategy, attempt, seed, count, (Phase.generate, Phase.shrink))
    return best[0] if best else None


def _run(
    strategy: SearchStrategy[Any],
    body: Callable[[Any], None],
    seed: int,
    count: int,
    phases: tuple[Phase, ...],
) -> None:
    # Every setting is given: with CI in the environment the defaults are others.
    @hypothesis_seed(seed)
    @settings(
        max_examples=count,
        phases=phases,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        backend="hypothesis",
    )
    @given(strategy)
    def run(question: Any) -> None:
        body(question)

    run()


@contextlib.contextmanager
def _own_constants_only() -> Iterator[None]:
    """Keep Hypothesis from mixing in literals of whatever local modules happen to be imported.

    It harvests them from ``sys.modules``, so the same seed would draw other questions in a clone than in an
    installed package, and beside one exercise than beside another.
    """
    original = providers._get_local_constants
    providers._get_local_constants = Constants
    try:
        yield
    finally:
        providers._get_local_constants = original
