"""The questions of one exercise under one seed, and the truths for them, drawn once and asked of every submission."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis.strategies import SearchStrategy

from grader.contract import Contract
from grader.inputs import Filler
from grader.search import draw, seed_for
from grader.structure import Call

T = TypeVar("T")

#: Questions a property at practice budget, to which contracts refer when they ask for fewer or more.
PRACTICE = 50


class Bank:
    """Questions and truths, kept so that a class of submissions costs their drawing and computing only once.

    Args:
        contract: whose questions.
        name: of the exercise; part of every seed.
        seed: of the run.
        examples: how many questions are drawn for a property.
    """

    def __init__(self, contract: Contract, name: str, seed: int, examples: int) -> None:
        self.contract = contract
        self.examples = examples
        self._name = name
        self._seed = seed
        self._kept: dict[Any, Any] = {}
        # Two sides of an examination look in here at the same time; one of them draws, and both get the same.
        self._lock = threading.RLock()

    def prepare(self) -> None:
        """Draw the questions that every submission is asked first."""
        with contextlib.suppress(Exception):  # a fault of the contract is told when its turn comes
            for name, declaration in self.contract.functions.items():
                self.grid(name, declaration.grid)
                self.drawn(name, declaration.inputs)

    def seed(self, *parts: str) -> int:
        """Return the seed of one property."""
        return seed_for(self._seed, self._name, *parts)

    def keep(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what `make` returned when it was first called for `key`."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            kept: T = self._kept[key]
        return kept

    def grid(self, name: str, make: Callable[[Filler], Any] | None) -> tuple[Call, ...]:
        """Return the fixed questions of a function, with values from the seed."""
        if make is None:
            return ()
        return self.keep(("grid", name), lambda: tuple(make(Filler(self.seed(name)))))

    def drawn(self, name: str, strategy: SearchStrategy[Any], examples: int | None = None) -> tuple[Any, ...]:
        """Return the drawn questions of one property; `examples` is how many at practice budget."""
        count = self.examples if examples is None else max(1, examples * self.examples // PRACTICE)
        return self.keep(("drawn", name), lambda: draw(strategy, self.seed(name), count))
