"""Which optimizer? Three update rules and a learning-rate schedule, as pure functions.

Read question.md (or question.zh.md). Check your work: grade exercise 57
"""

from typing import Any

from torch import Tensor

State = dict[str, Any]


def momentum_step(
    parameter: Tensor, gradient: Tensor, state: State, lr: float, momentum: float
) -> tuple[Tensor, State]:
    """One step of SGD with momentum, without dampening.

    parameter, gradient: one shape (any, 0-d too), one floating dtype, one device.
    state: {} before the first step, later what the previous step returned: {"momentum_buffer": tensor}.
    Returns (parameter, state), both new; tensors have the shape, dtype and device of parameter.
    """
    raise NotImplementedError("momentum_step is yours to write")


def rmsprop_step(
    parameter: Tensor,
    gradient: Tensor,
    state: State,
    lr: float,
    alpha: float = 0.99,
    eps: float = 1e-8,
) -> tuple[Tensor, State]:
    """One step of RMSprop.

    Tensors as in momentum_step. state: {} or {"square_avg": tensor}.
    Returns (parameter, state), both new.
    """
    raise NotImplementedError("rmsprop_step is yours to write")


def adamw_step(
    parameter: Tensor,
    gradient: Tensor,
    state: State,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.01,
) -> tuple[Tensor, State]:
    """One step of AdamW: Adam with decoupled weight decay.

    Tensors as in momentum_step. state: {} or {"step": int, "exp_avg": tensor, "exp_avg_sq": tensor}.
    Returns (parameter, state), both new; "step" counts the steps taken, 1 after the first.
    """
    raise NotImplementedError("adamw_step is yours to write")


def learning_rate(step: int, base: float, warmup: int, total: int) -> float:
    """The learning rate of step number `step`: linear warm-up to base, then cosine decay to 0 at total.

    Steps are counted from 0. Raises ValueError unless 0 <= step <= total and 0 <= warmup < total.
    """
    raise NotImplementedError("learning_rate is yours to write")
