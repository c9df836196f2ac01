"""Walks over everything with plain loops: a norm of norms, turning points by comparison, the slope with log10."""

import itertools
from math import hypot, inf, isinf, isnan, log10

import torch

GROWTH = 2
WINDOW = 10
FLAT = 0.01
TURNS = 0.5


def largest_stable_lr(hessian):
    """The largest eigenvalue as the largest real part that the general solver gives."""
    rows, *columns = hessian.shape if hessian.dim() else (0,)
    if columns != [rows]:
        raise ValueError("hessian is not square")
    limit = 1e-6 * float(hessian.abs().max())
    for i, j in itertools.combinations(range(rows), 2):
        if abs(float(hessian[i, j]) - float(hessian[j, i])) > limit:
            raise ValueError(f"entries {i, j} and {j, i} differ")
    top = float(torch.linalg.eigvals(hessian).real.max())
    if top <= 0:
        return inf
    return 2 / top


def clip_grad_norm_(parameters, max_norm):
    """The joint norm is the norm of the norms."""
    touched = [p for p in parameters if p.grad is not None]
    norm = hypot(*(float(torch.linalg.vector_norm(p.grad)) for p in touched))
    if norm + 1e-6 > max_norm:
        for p in touched:
            p.grad.data.copy_(p.grad.data * (max_norm / (norm + 1e-6)))
    return norm


def diagnose(losses):
    """Compare every inner loss with its two neighbours."""
    if len(losses) == 0:
        raise ValueError("losses is empty")
    for loss in losses:
        if isnan(loss) or isinf(loss):
            return "diverging"
    if losses[-1] > GROWTH * losses[0]:
        return "diverging"
    start = max(0, len(losses) - WINDOW)
    window = [losses[i] for i in range(start, len(losses))]
    low, high = min(window), max(window)
    if high - low <= FLAT * high:
        return "plateau"
    turns = 0
    for left, middle, right in zip(window, window[1:], window[2:], strict=False):
        if middle > max(left, right) or middle < min(left, right):
            turns += 1
    if len(window) >= 3 and turns > TURNS * (len(window) - 2):
        return "oscillating"
    return "converging"


def suggest_lr(lrs, losses):
    """Remember the steepest fall so far."""
    if len(lrs) != len(losses) or any(lr <= 0 for lr in lrs):
        raise ValueError("lengths, or a rate that is not positive")
    if sorted(set(lrs)) != list(lrs):
        raise ValueError("rates must ascend")
    points = []
    for lr, loss in zip(lrs, losses, strict=True):
        if isnan(loss) or isinf(loss):
            break
        points.append((lr, loss))
    if len(points) < 2:
        raise ValueError("fewer than two usable points")
    best, answer = 0.0, None
    for (lr, loss), (next_lr, next_loss) in itertools.pairwise(points):
        slope = (next_loss - loss) / log10(next_lr / lr)
        if slope < best:
            best, answer = slope, lr
    if answer is None:
        raise ValueError("the curve never falls")
    return answer
