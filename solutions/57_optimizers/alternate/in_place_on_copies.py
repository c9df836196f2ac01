"""Copies what came in, then updates the copies in place, as an optimizer with state of its own would."""

import math

import torch


def momentum_step(parameter, gradient, state, lr, momentum):
    """One step of SGD with momentum."""
    parameter = parameter.clone()
    if "momentum_buffer" in state:
        buffer = state["momentum_buffer"].clone().mul_(momentum).add_(gradient)
    else:
        buffer = gradient.clone()
    parameter.add_(buffer, alpha=-lr)
    return parameter, {"momentum_buffer": buffer}


def rmsprop_step(parameter, gradient, state, lr, alpha=0.99, eps=1e-8):
    """One step of RMSprop."""
    square = state["square_avg"].clone() if state else torch.zeros_like(parameter)
    square.mul_(alpha).addcmul_(gradient, gradient, value=1 - alpha)
    average = square.sqrt().add_(eps)
    return parameter.clone().addcdiv_(gradient, average, value=-lr), {"square_avg": square}


def adamw_step(parameter, gradient, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """One step of AdamW, with both corrections folded into the step size and epsilon."""
    state = dict(state) or {
        "step": 0,
        "exp_avg": torch.zeros_like(parameter),
        "exp_avg_sq": torch.zeros_like(parameter),
    }
    state["step"] += 1
    state["exp_avg"] = state["exp_avg"].clone().lerp_(gradient, 1 - betas[0])
    state["exp_avg_sq"] = (
        state["exp_avg_sq"].clone().mul_(betas[1]).addcmul_(gradient, gradient, value=1 - betas[1])
    )
    step_size = lr / (1 - betas[0] ** state["step"])
    correction = math.sqrt(1 - betas[1] ** state["step"])
    root = state["exp_avg_sq"].sqrt().div_(correction).add_(eps)
    parameter = parameter.clone().mul_(1 - lr * weight_decay)
    parameter.addcdiv_(state["exp_avg"], root, value=-step_size)
    return parameter, state


def learning_rate(step, base, warmup, total):
    """Warm-up and decay as two factors, of which one is always 1."""
    if step < 0 or step > total or warmup < 0 or warmup >= total:
        raise ValueError(f"step={step}, warmup={warmup}, total={total}")
    growth = min(1.0, (step + 1) / warmup) if warmup else 1.0
    decay = 0.5 * (1.0 + math.cos(math.pi * max(0, step - warmup) / (total - warmup)))
    return base * growth * decay
