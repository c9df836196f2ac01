"""Three update rules that keep their memory in a dictionary, and warm-up with cosine decay.

Sources: Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013; Tieleman and
Hinton, "RMSprop", 2012; Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.
"""

import math
from typing import Any

import torch
from torch import Tensor

State = dict[str, Any]


def momentum_step(
    parameter: Tensor, gradient: Tensor, state: State, lr: float, momentum: float
) -> tuple[Tensor, State]:
    """One step of SGD with momentum.

    The buffer is a sum and not a mean: with a constant gradient it grows to g / (1 - momentum), so that momentum 0.9
    makes steps ten times as long as plain SGD with the same learning rate.
    """
    # zeros_like takes over the dtype and the device, whatever they are.
    old = state.get("momentum_buffer", torch.zeros_like(parameter))
    # An expression makes new memory even on the first step, where the buffer equals the gradient: were it the
    # gradient itself, the next zero_grad() of the caller would wipe out the momentum.
    buffer = momentum * old + gradient
    return parameter - lr * buffer, {"momentum_buffer": buffer}


def rmsprop_step(
    parameter: Tensor,
    gradient: Tensor,
    state: State,
    lr: float,
    alpha: float = 0.99,
    eps: float = 1e-8,
) -> tuple[Tensor, State]:
    """One step of RMSprop: the gradient over the root of the running mean of its squares."""
    old = state.get("square_avg", torch.zeros_like(parameter))
    square = alpha * old + (1 - alpha) * gradient**2
    # eps stands outside the root: inside, 1e-8 would act like 1e-4.
    return parameter - lr * gradient / (square.sqrt() + eps), {"square_avg": square}


def adamw_step(
    parameter: Tensor,
    gradient: Tensor,
    state: State,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.01,
) -> tuple[Tensor, State]:
    """One step of AdamW: Adam, and beside it a shrinking of the weights that never enters the averages."""
    beta1, beta2 = betas
    zeros = torch.zeros_like(parameter)
    step = state.get("step", 0) + 1
    mean = beta1 * state.get("exp_avg", zeros) + (1 - beta1) * gradient
    square = beta2 * state.get("exp_avg_sq", zeros) + (1 - beta2) * gradient**2

    # The averages began at zero: after t steps they hold the share 1 - beta^t of a full average.
    root = (square / (1 - beta2**step)).sqrt()
    update = mean / (1 - beta1**step) / (root + eps)
    new = (1 - lr * weight_decay) * parameter - lr * update
    return new, {"step": step, "exp_avg": mean, "exp_avg_sq": square}


def learning_rate(step: int, base: float, warmup: int, total: int) -> float:
    """Linear warm-up, then half a cosine."""
    if not 0 <= step <= total:
        raise ValueError(f"step must lie in 0..{total}, not {step}")
    if not 0 <= warmup < total:
        raise ValueError(f"warmup must lie in 0..{total - 1}, not {warmup}")
    if step < warmup:
        return base * (step + 1) / warmup
    progress = (step - warmup) / (total - warmup)
    return base * (1 + math.cos(math.pi * progress)) / 2
