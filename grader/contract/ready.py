"""Laws by their usual names, for what several exercises have in common.

Each builder returns the body of a law. Give it a strategy and a public name where it is declared:

    contract.law(x=images, a=numbers, y=images)(
        ready.linear("conv", Title("conv is linear", "..."), lambda f, x: f(x, weight))
    )
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from grader.contract.expectations import expect
from grader.verdict import Title

Law = Callable[..., None]
Apply = Callable[..., Any]


def _law(name: str, title: Title, body: Law) -> Law:
    body.__name__ = name
    body.__doc__ = f"{title.en}\nzh: {title.zh}"
    return body


def _plain(function: Any, *args: Any) -> Any:
    return function(*args)


def shift_invariant(function: str, apply: Apply = _plain, *, title: Title | None = None) -> Law:
    """``f(x + c)`` is ``f(x)``, for drawn ``x`` and a number ``c``."""

    def law(learner: Any, x: Tensor, c: float) -> None:
        f = getattr(learner, function)
        expect(apply(f, x + c), f"{function}(x + c)").close_to(apply(f, x))

    text = Title(f"{function}: a common shift changes nothing", f"{function}：整体平移不改变结果")
    return _law(f"{function}_is_shift_invariant", title or text, law)


def linear(function: str, apply: Apply = _plain, *, title: Title | None = None) -> Law:
    """``f(a x + y)`` is ``a f(x) + f(y)``, for drawn ``x``, ``y`` of one shape and a number ``a``."""

    def law(learner: Any, pair: tuple[Tensor, Tensor], a: float) -> None:
        f, (x, y) = getattr(learner, function), pair
        expect(apply(f, a * x + y), f"{function}(a * x + y)").close_to(a * apply(f, x) + apply(f, y))

    text = Title(f"{function} is linear", f"{function} 是线性的")
    return _law(f"{function}_is_linear", title or text, law)


def batch_independent(function: str, apply: Apply = _plain, *, title: Title | None = None) -> Law:
    """A batch is its samples one by one: ``f(x)[i]`` is ``f(x[i : i + 1])[0]``."""

    def law(learner: Any, x: Tensor) -> None:
        f = getattr(learner, function)
        rows = [apply(f, x[i : i + 1]) for i in range(len(x))]
        note, zh = f"{function} of the batch", f"{function} 对整个批次的结果"
        expect(apply(f, x), note, zh=zh).close_to(torch.cat(rows))

    text = Title(f"{function}: samples of a batch are independent", f"{function}：批次中各样本互不影响")
    return _law(f"{function}_is_batch_independent", title or text, law)


def permutation_equivariant(
    function: str, dim: int, apply: Apply = _plain, *, title: Title | None = None
) -> Law:
    """Reordering along `dim` before or after comes to the same, for ``x`` and the ``seed`` of a permutation."""

    def law(learner: Any, x: Tensor, seed: int) -> None:
        f = getattr(learner, function)
        order = torch.randperm(x.shape[dim], generator=torch.Generator().manual_seed(seed))
        before = apply(f, x.index_select(dim, order))
        note, zh = f"{function} of the reordered input", f"{function} 对打乱次序后的输入的结果"
        expect(before, note, zh=zh).close_to(apply(f, x).index_select(dim, order))

    text = Title(f"{function}: order does not matter", f"{function}：与排列次序无关")
    return _law(f"{function}_is_permutation_equivariant", title or text, law)


def idempotent(function: str, apply: Apply = _plain, *, title: Title | None = None) -> Law:
    """Doing it twice is doing it once."""

    def law(learner: Any, x: Tensor) -> None:
        f = getattr(learner, function)
        once = apply(f, x)
        expect(apply(f, once), f"{function}({function}(x))").close_to(once)

    text = Title(f"{function} twice is {function} once", f"{function} 作用两次等于一次")
    return _law(f"{function}_is_idempotent", title or text, law)


def round_trip(there: str, back: str, *, title: Title | None = None) -> Law:
    """``back(there(x))`` is ``x``, bit for bit."""

    def law(learner: Any, x: Any) -> None:
        through = getattr(learner, back)(getattr(learner, there)(x))
        expect(through, f"{back}({there}(x))").equal_to(x)

    text = Title(f"{back} undoes {there}", f"{back} 还原 {there}")
    return _law(f"{back}_undoes_{there}", title or text, law)


def bounded(function: str, low: float, high: float, *, title: Title | None = None) -> Law:
    """Every result lies in ``[low, high]``."""

    def law(learner: Any, x: Tensor) -> None:
        y = getattr(learner, function)(x)
        inside = bool(((y >= low) & (y <= high)).all())
        note, zh = f"every result lies in [{low:g}, {high:g}]", f"每个结果都在 [{low:g}, {high:g}] 之内"
        expect(inside, note, zh=zh).is_true()

    text = Title(f"{function} stays in [{low:g}, {high:g}]", f"{function} 的值域在 [{low:g}, {high:g}] 之内")
    return _law(f"{function}_is_bounded", title or text, law)


def adjoint(function: str, apply: Apply, transposed: Apply, *, title: Title | None = None) -> Law:
    """``<f(x), y>`` is ``<x, f*(y)>``: `transposed` applies the truth's adjoint to drawn ``y``."""

    def law(learner: Any, pair: tuple[Tensor, Tensor]) -> None:
        x, y = pair
        left = (apply(getattr(learner, function), x) * y).sum()
        expect(left, f"<{function}(x), y>", zh=f"内积 <{function}(x), y>").close_to(
            (x * transposed(x, y)).sum()
        )

    text = Title(f"{function}: the adjoint agrees", f"{function}：与伴随算子一致")
    return _law(f"{function}_has_its_adjoint", title or text, law)


def same_as(function: str, simpler: Callable[..., Any], apply: Apply = _plain, *, title: Title) -> Law:
    """A degenerate case is the simpler thing: ``f(x)`` is ``simpler(x)``."""

    def law(learner: Any, x: Any) -> None:
        expect(apply(getattr(learner, function), x), f"{function}(x)").close_to(simpler(x))

    return _law(f"{function}_degenerates", title, law)
