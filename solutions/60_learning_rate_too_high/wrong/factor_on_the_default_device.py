"""Makes the factor on the default device.

en: Your clipping makes its factor on the default device. Where do the gradients live?
zh: 你的裁剪在默认设备上创建系数。梯度在哪个设备上？
"""

import math

import torch

CAUGHT_BY = "clips_where_the_gradients_live"


GROWTH = 2
WINDOW = 10
FLAT = 0.01
TURNS = 0.5


def largest_stable_lr(hessian):
    """2 over the largest eigenvalue."""
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("hessian is not square")
    if (hessian - hessian.T).abs().max() > 1e-6 * hessian.abs().max():
        raise ValueError("hessian is not symmetric")
    steepest = float(torch.linalg.eigvalsh(hessian)[-1])
    return 2 / steepest if steepest > 0 else math.inf


def clip_grad_norm_(parameters, max_norm):
    """One factor for all gradients."""
    parameters = list(parameters)
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = sum(float(g.square().sum()) for g in gradients) ** 0.5
    factor = min(1.0, max_norm / (norm + 1e-6))
    for gradient in gradients:
        gradient.mul_(torch.full(gradient.shape, factor, dtype=gradient.dtype))
    return norm


def diagnose(losses):
    """Ask the four questions in their order."""
    if not losses:
        raise ValueError("there are no losses")
    if not all(math.isfinite(loss) for loss in losses) or losses[-1] > GROWTH * losses[0]:
        return "diverging"
    window = losses[-WINDOW:]
    if max(window) - min(window) <= FLAT * max(window):
        return "plateau"
    steps = [after - before for before, after in zip(window[:-1], window[1:], strict=True)]
    turns = sum(first * second < 0 for first, second in zip(steps[:-1], steps[1:], strict=True))
    return "oscillating" if turns > TURNS * (len(window) - 2) else "converging"


def suggest_lr(lrs, losses):
    """Where the steepest fall begins."""
    if len(lrs) != len(losses):
        raise ValueError("as many learning rates as losses")
    if any(lr <= 0 for lr in lrs) or any(a >= b for a, b in zip(lrs[:-1], lrs[1:], strict=True)):
        raise ValueError("learning rates must be positive and strictly ascending")
    usable = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), len(losses))
    if usable < 2:
        raise ValueError("fewer than two usable points")
    slopes = [
        (losses[i + 1] - losses[i]) / (math.log(lrs[i + 1]) - math.log(lrs[i])) for i in range(usable - 1)
    ]
    steepest = min(slopes)
    if steepest >= 0:
        raise ValueError("the loss falls nowhere")
    return lrs[slopes.index(steepest)]
