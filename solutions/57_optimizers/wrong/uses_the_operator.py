"""Lets torch.optim take the step.

en: Your momentum step is torch.optim.SGD in another coat. What does SGD remember, and how does it move by it?
zh: 你的动量步只是给 torch.optim.SGD 换了件外衣。SGD 记住的是什么？又怎样按它移动？
"""

import math

import torch

CAUGHT_BY = "allowed_means_only"


def momentum_step(parameter, gradient, state, lr, momentum):
    """One step of SGD with momentum."""
    leaf = parameter.clone().requires_grad_()
    leaf.grad = gradient.clone()
    optimizer = torch.optim.SGD([leaf], lr=lr, momentum=momentum)
    if state:
        optimizer.state[leaf]["momentum_buffer"] = state["momentum_buffer"].clone()
    optimizer.step()
    buffer = optimizer.state[leaf].get("momentum_buffer", gradient.clone())
    return leaf.detach(), {"momentum_buffer": buffer}


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
    return base * (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2
