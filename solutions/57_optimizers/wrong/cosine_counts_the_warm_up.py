"""Lets the cosine run from step 0.

en: Your schedule jumps where the warm-up ends: its cosine has been running since step 0. Where does the decay begin?
zh: 你的调度在预热结束处跳了一下：余弦从第 0 步就开始走了。衰减应当从哪里开始？
"""

import math

import torch

CAUGHT_BY = "learning_rate.value"


def momentum_step(parameter, gradient, state, lr, momentum):
    """One step of SGD with momentum."""
    old = state.get("momentum_buffer", torch.zeros_like(parameter))
    buffer = momentum * old + gradient
    return parameter - lr * buffer, {"momentum_buffer": buffer}


def rmsprop_step(parameter, gradient, state, lr, alpha=0.99, eps=1e-8):
    """One step of RMSprop."""
    old = state.get("square_avg", torch.zeros_like(gradient))
    square = alpha * old + (1 - alpha) * gradient**2
    return parameter - lr * gradient / (square.sqrt() + eps), {"square_avg": square}


def adamw_step(parameter, gradient, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """One step of AdamW."""
    beta1, beta2 = betas
    zeros = torch.zeros_like(parameter, requires_grad=False)
    step = state.get("step", 0) + 1
    mean = beta1 * state.get("exp_avg", zeros) + (1 - beta1) * gradient
    square = beta2 * state.get("exp_avg_sq", zeros) + (1 - beta2) * gradient**2
    root = (square / (1 - beta2**step)).sqrt()
    update = mean / (1 - beta1**step) / (root + eps)
    new = (1 - lr * weight_decay) * parameter - lr * update
    return new, {"step": step, "exp_avg": mean, "exp_avg_sq": square}


def learning_rate(step, base, warmup, total):
    """Linear warm-up, then half a cosine."""
    if not 0 <= step <= total or not 0 <= warmup < total:
        raise ValueError("step or warmup lies outside the schedule")
    if step < warmup:
        return base * (step + 1) / warmup
    return base * (1 + math.cos(math.pi * step / total)) / 2
