"""The learning rate was too high: the stable limit, clipping, a diagnosis of loss curves, a range test.

Read question.md (or question.zh.md). Check your work: grade exercise 60
"""

from collections.abc import Iterable, Sequence

from torch import Tensor


def largest_stable_lr(hessian: Tensor) -> float:
    """The learning rate from which gradient descent on a quadratic no longer converges: 2 over the largest eigenvalue.

    hessian: (D, D) with D >= 1, floating, symmetric.
    Returns a Python float, inf where no eigenvalue is positive.
    Raises ValueError if hessian is not square, or if an entry differs from the one across the diagonal by more than
    1e-6 times the largest absolute entry.
    """
    raise NotImplementedError("largest_stable_lr is yours to write")


def clip_grad_norm_(parameters: Iterable[Tensor], max_norm: float) -> float:
    """Scale all gradients by one factor, in place, so that their joint Euclidean norm is at most max_norm.

    parameters: any iterable of tensors, a generator too. Those whose .grad is None are left out.
    max_norm: at least 0.
    Returns the norm before clipping as a Python float, 0.0 where there are no gradients.
    """
    raise NotImplementedError("clip_grad_norm_ is yours to write")


def diagnose(losses: Sequence[float]) -> str:
    """Say what a loss curve does: "diverging", "plateau", "oscillating" or "converging".

    losses: the losses in order, at least one, none negative; nan and inf may occur.
    Raises ValueError for no losses.
    """
    raise NotImplementedError("diagnose is yours to write")


def suggest_lr(lrs: Sequence[float], losses: Sequence[float]) -> float:
    """The learning rate at which the loss of a range test begins to fall most steeply.

    lrs: positive and strictly ascending. losses: the loss measured with each of them; nan and inf may occur.
    Returns one of lrs.
    Raises ValueError if the two differ in length, if lrs are not positive and strictly ascending, if fewer than two
    points come before the first loss that is nan or infinite, or if the loss falls nowhere among these points.
    """
    raise NotImplementedError("suggest_lr is yours to write")
