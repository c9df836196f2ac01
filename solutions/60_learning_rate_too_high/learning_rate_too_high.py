"""Four tools against a learning rate that is too high.

Sources: for clipping, Pascanu et al., "On the difficulty of training recurrent neural networks", 2013; for the range
test, Smith, "Cyclical learning rates for training neural networks", 2017.
"""

import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

#: More than this many times the first loss is divergence.
GROWTH = 2
#: How many of the last losses show what the curve does now.
WINDOW = 10
#: Losses within this share of the largest one stand still.
FLAT = 0.01
#: Up to this share of turning points is the noise of ordinary training.
TURNS = 0.5


def largest_stable_lr(hessian: Tensor) -> float:
    """Each step multiplies the error along an eigenvector by 1 - lr * eigenvalue, which must stay above -1."""
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1] or hessian.numel() == 0:
        raise ValueError(f"a hessian is a square matrix, not of shape {tuple(hessian.shape)}")
    if (hessian - hessian.T).abs().max() > 1e-6 * hessian.abs().max():
        raise ValueError("a hessian is symmetric")
    # eigvalsh looks at one triangle only (hence the check above) and gives the eigenvalues in ascending order.
    steepest = float(torch.linalg.eigvalsh(hessian)[-1])
    # A negative eigenvalue of any size sets no limit: there the loss falls for ever, at every rate.
    return 2 / steepest if steepest > 0 else math.inf


def clip_grad_norm_(parameters: Iterable[Tensor], max_norm: float) -> float:
    """One factor for all gradients, so that the step becomes shorter and keeps its direction."""
    # A list, because a generator could be walked only once: for the norm, and then there is nothing left to scale.
    gradients = [p.grad for p in parameters if p.grad is not None]
    if not gradients:
        return 0.0
    norm = float(torch.stack([g.detach().square().sum() for g in gradients]).sum().sqrt())
    factor = min(1.0, max_norm / (norm + 1e-6))
    for gradient in gradients:
        gradient.detach().mul_(factor)
    return norm


def diagnose(losses: Sequence[float]) -> str:
    """Ask the four questions in their order."""
    if not losses:
        raise ValueError("there are no losses to look at")
    # nan compares false with everything, so it is asked for by name.
    if not all(math.isfinite(loss) for loss in losses) or losses[-1] > GROWTH * losses[0]:
        return "diverging"
    window = losses[-WINDOW:]
    if max(window) - min(window) <= FLAT * max(window):
        return "plateau"
    # A product of two neighbouring differences is negative exactly where the curve turns.
    steps = [after - before for before, after in zip(window[:-1], window[1:], strict=True)]
    turns = sum(first * second < 0 for first, second in zip(steps[:-1], steps[1:], strict=True))
    return "oscillating" if turns > TURNS * (len(window) - 2) else "converging"


def suggest_lr(lrs: Sequence[float], losses: Sequence[float]) -> float:
    """The lowest loss is too late: there, the next larger rate already makes it explode."""
    if len(lrs) != len(losses):
        raise ValueError(f"{len(lrs)} learning rates but {len(losses)} losses")
    if any(lr <= 0 for lr in lrs) or any(a >= b for a, b in zip(lrs[:-1], lrs[1:], strict=True)):
        raise ValueError("learning rates must be positive and strictly ascending")
    usable = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), len(losses))
    if usable < 2:
        raise ValueError(f"a slope needs two points, and only {usable} come before the first nan or infinity")
    slopes = [
        (losses[i + 1] - losses[i]) / (math.log(lrs[i + 1]) - math.log(lrs[i])) for i in range(usable - 1)
    ]
    steepest = min(slopes)
    if steepest >= 0:
        raise ValueError("the loss falls nowhere")
    return lrs[slopes.index(steepest)]
