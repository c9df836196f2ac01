"""Hypothesis strategies for tensors: a shape and a regime are drawn, the values are filled from a drawn seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from torch import Tensor

# Up to this many elements are drawn one by one, so that a counterexample shrinks to the simplest numbers.
DRAWN_ELEMENTS = 8

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """One kind of numbers: how to draw a few, and how to fill many from a generator.

    A single element is drawn as an integer between `low` and `high`, which shrinks towards zero, and `decode`
    makes a number of it: one draw an element, because draws are what a question costs.
    """

    name: str
    low: int
    high: int
    decode: Callable[[int], float]
    fill: Callable[[int, torch.Generator], Tensor]

    @property
    def element(self) -> SearchStrategy[int]:
        """The strategy of one element, before `decode`."""
        return st.integers(self.low, self.high)


def _randint(low: int, high: int, n: int, g: torch.Generator) -> Tensor:
    return torch.randint(low, high + 1, (n,), generator=g, dtype=torch.int64).double()


def _unit(n: int, g: torch.Generator) -> Tensor:
    return torch.randn(n, generator=g, dtype=torch.float64)


def _wide(n: int, g: torch.Generator) -> Tensor:
    exponent = torch.rand(n, generator=g, dtype=torch.float64) * 4.0
    return 10.0**exponent * (_randint(0, 1, n, g) * 2 - 1)


def _offset(n: int, g: torch.Generator) -> Tensor:
    base = 100.0 if bool(torch.randint(0, 2, (1,), generator=g)) else 1e4
    return base + _randint(0, 64, n, g) / 8


def _special(n: int, g: torch.Generator) -> Tensor:
    values = _randint(-8, 8, n, g)
    kind = torch.randint(0, 8, (n,), generator=g)
    for code, special in enumerate((float("nan"), float("inf"), float("-inf"))):
        values[kind == code] = special
    return values


def _eighth(i: int) -> float:
    return i / 8


def _on_the_hill(i: int) -> float:
    return 100 + i / 8


_SPECIALS = {9: float("nan"), 10: float("inf"), -9: float("-inf")}


def _maybe_special(i: int) -> float:
    return _SPECIALS.get(i, float(i))


SMALL = Regime("small", -8, 8, float, lambda n, g: _randint(-8, 8, n, g))
UNIT = Regime("unit", -32, 32, _eighth, _unit)
WIDE = Regime("wide", -10_000, 10_000, float, _wide)
OFFSET = Regime("offset", 0, 64, _on_the_hill, _offset)
TIES = Regime("ties", -1, 1, float, lambda n, g: _randint(-1, 1, n, g))
SPECIAL = Regime("special", -9, 10, _maybe_special, _special)

#: The regimes of ordinary questions, simplest first because shrinking goes that way.
GENERIC: tuple[Regime, ...] = (SMALL, UNIT, WIDE, OFFSET, TIES)
#: Numbers of size one: for whatever overflows, or is ill-conditioned, on larger ones.
MODERATE: tuple[Regime, ...] = (SMALL, UNIT, TIES)


def between(low: float, high: float) -> tuple[Regime, ...]:
    """Regimes inside ``[low, high]``: first sixteenths of the way across, ends included, then uniform."""
    if not low < high:
        raise ValueError(f"between({low}, {high}): low must be below high")
    span = high - low

    def steps(n: int, g: torch.Generator) -> Tensor:
        return (low + _randint(0, 16, n, g) / 16 * span).clamp(low, high)

    def uniform(n: int, g: torch.Generator) -> Tensor:
        return (low + torch.rand(n, generator=g, dtype=torch.float64) * span).clamp(low, high)

    def step(i: int) -> float:
        return min(high, low + i / 16 * span)

    def fine_step(i: int) -> float:
        return min(high, low + i / 2**16 * span)

    return (Regime("steps", 0, 16, step, steps), Regime("uniform", 0, 2**16, fine_step, uniform))


def shapes(
    *, min_dims: int = 1, max_dims: int = 4, min_side: int = 1, max_side: int = 5
) -> SearchStrategy[Shape]:
    """Strategy for shapes, few axes and short sides first; sides of one are drawn more often than others."""
    if not 0 <= min_dims <= max_dims or not 0 <= min_side <= max_side:
        raise ValueError(
            f"shapes(min_dims={min_dims}, max_dims={max_dims}, min_side={min_side}, max_side={max_side}): "
            "each minimum must be between 0 and its maximum"
        )
    side = st.integers(min_side, max_side)
    return st.integers(min_dims, max_dims).flatmap(lambda n: st.tuples(*[side] * n))


@st.composite
def tensors(
    draw: DrawFn,
    shape: Shape | SearchStrategy[Shape] | None = None,
    *,
    regimes: Sequence[Regime] = GENERIC,
) -> Tensor:
    """Strategy for float64 tensors on the CPU.

    Args:
        shape: a shape or a strategy of shapes; by default one to four axes with sides of one to five.
        regimes: the kinds of numbers, simplest first.

    The first eight elements are always drawn one by one and kept while the shape shrinks; the rest is filled
    from one drawn seed, so a large tensor costs no more draws than a small one.
    """
    if shape is None:
        shape = shapes()
    sides = draw(shape) if isinstance(shape, SearchStrategy) else tuple(shape)
    regime = regimes[draw(st.integers(0, len(regimes) - 1))] if len(regimes) > 1 else regimes[0]
    count = math.prod(sides)
    seed = draw(st.integers(0, 2**32 - 1))
    element = regime.element
    head = [regime.decode(draw(element)) for _ in range(min(count, DRAWN_ELEMENTS))]
    values = torch.tensor(head, dtype=torch.float64)
    if count > DRAWN_ELEMENTS:
        rest = regime.fill(count - DRAWN_ELEMENTS, torch.Generator().manual_seed(seed))
        values = torch.cat([values, rest])
    return values.reshape(sides)


@st.composite
def integer_tensors(
    draw: DrawFn,
    shape: Shape | SearchStrategy[Shape],
    low: int,
    high: int,
    *,
    dtype: torch.dtype = torch.int64,
) -> Tensor:
    """Strategy for integer (or bool) tensors with entries from `low` to `high`, both included."""
    if low > high:
        raise ValueError(f"integer_tensors: low={low} must not be above high={high}")
    sides = draw(shape) if isinstance(shape, SearchStrategy) else tuple(shape)
    count = math.prod(sides)
    if count <= DRAWN_ELEMENTS:
        flat = torch.tensor([draw(st.integers(low, high)) for _ in range(count)], dtype=torch.int64)
    else:
        g = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
        flat = torch.randint(low, high + 1, (count,), generator=g)
    return flat.reshape(sides).to(dtype)


def generators() -> SearchStrategy[torch.Generator]:
    """Strategy for seeded CPU generators."""
    return st.integers(0, 2**31 - 1).map(lambda seed: torch.Generator().manual_seed(seed))


class Filler:
    """Makes the tensors of a grid: shapes are written down by the author, values come from the run's seed.

    A grid has known shapes but never known values, so an answer to it cannot be stored ahead.
    """

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)

    def __call__(self, *shape: int, regimes: Sequence[Regime] = (UNIT,)) -> Tensor:
        """Return a float64 tensor of `shape` filled with the first of `regimes`, or one picked by the seed."""
        count = math.prod(shape)
        pick = 0 if len(regimes) == 1 else int(self.integers(high=len(regimes) - 1))
        return regimes[pick].fill(count, self._generator).reshape(shape)

    def integers(self, *shape: int, low: int = 0, high: int, dtype: torch.dtype = torch.int64) -> Tensor:
        """Return an integer tensor of `shape` with entries from `low` to `high`, both included."""
        return torch.randint(low, high + 1, shape, generator=self._generator).to(dtype)

    def generator(self) -> torch.Generator:
        """Return a freshly seeded CPU generator."""
        return torch.Generator().manual_seed(int(self.integers(high=2**31 - 1)))
