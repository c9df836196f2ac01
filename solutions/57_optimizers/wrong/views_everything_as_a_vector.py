"""Flattens with view, which needs contiguous memory.

en: Your RMSprop fails on transposed parameters or expanded gradients. What does view() ask of the memory of a tensor, and is flattening needed at all?
zh: 遇到转置的参数或扩展出来的梯度，你的 RMSprop 就出错。view() 对张量的内存有什么要求？这里真的需要展平吗？
"""

import math

import torch

CAUGHT_BY = "parameters_and_gradients_have_any_layout"


def momentum_step(parameter, gradient, state, lr, momentum):
    """One step of SGD with momentum."""
    old = state.get("momentum_buffer", torch.zeros_like(parameter))
    buffer = momentum * old + gradient
    return parameter - lr * buffer, {"momentum_buffer": buffer}


def rmsprop_step(parameter, gradient, state, lr, alpha=0.99, eps=1e-8):
    """One step of RMSprop."""
    old = state.get("square_avg", torch.zeros_like(gradient))
    square = alpha * old + (1 - alpha) * gradient**2
    step = gradient.view(-1) / (square.reshape(-1).sqrt() + eps)
    return parameter - lr * step.view(gradient.shape), {"square_avg": square}


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
    return base * (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2
