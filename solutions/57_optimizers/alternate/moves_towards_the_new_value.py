"""Writes every running average as a move towards the newest value, and the cosine as a square."""

from math import cos, pi

import torch


def _towards(old, new, share):
    """Return old + share * (new - old); a missing old value is 0."""
    return share * new if old is None else old + share * (new - old)


def momentum_step(parameter, gradient, state, lr, momentum):
    """One step of SGD with momentum."""
    velocity = torch.zeros_like(gradient) + gradient
    if state:
        velocity += momentum * state["momentum_buffer"]
    return torch.sub(parameter, velocity, alpha=lr), {"momentum_buffer": velocity}


def rmsprop_step(parameter, gradient, state, lr, alpha=0.99, eps=1e-8):
    """One step of RMSprop."""
    square = _towards(state.get("square_avg"), gradient * gradient, 1 - alpha)
    return parameter - gradient * (lr / (torch.sqrt(square) + eps)), {"square_avg": square}


def adamw_step(parameter, gradient, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """One step of AdamW: the weights move towards 0 by the share lr * weight_decay."""
    step = state["step"] + 1 if "step" in state else 1
    mean = _towards(state.get("exp_avg"), gradient, 1 - betas[0])
    square = _towards(state.get("exp_avg_sq"), gradient.square(), 1 - betas[1])
    corrected_mean, corrected_square = (
        average / (1 - beta**step) for average, beta in zip((mean, square), betas, strict=True)
    )
    decayed = parameter - lr * weight_decay * parameter
    new = decayed - lr * corrected_mean / (corrected_square**0.5 + eps)
    return new, {"step": step, "exp_avg": mean, "exp_avg_sq": square}


def learning_rate(step, base, warmup, total):
    """(1 + cos a) / 2 is the square of cos(a / 2)."""
    if step not in range(total + 1) or warmup not in range(total):
        raise ValueError("step or warmup lies outside the schedule")
    if step < warmup:
        return base / warmup * (step + 1)
    return base * cos(pi / 2 * (step - warmup) / (total - warmup)) ** 2
