"""Protects the logarithm by a small constant.

en: Your constant inside the logarithm bends every small probability. Why could a logarithm of 0 occur at all?
zh: 你在对数里加的常数扭曲了每个小概率。为什么会出现对 0 取对数呢？
"""

import torch

CAUGHT_BY = "log_softmax_linear.value"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    parts = (logits - logits.detach().amax(-1, keepdim=True)).exp()
    return (parts / parts.sum(-1, keepdim=True) + 1e-8).log()


def nll(log_probs, target):
    return -log_probs.gather(1, target[:, None]).mean()


def accuracy(log_probs, target):
    return (log_probs.argmax(1) == target).to(log_probs.dtype).mean()


def fit_epoch(x, y, w, b, lr, batch_size):
    w, b = w.detach().clone(), b.detach().clone()
    for start in range(0, len(x), batch_size):
        rows, labels = x[start : start + batch_size], y[start : start + batch_size]
        w.requires_grad_()
        b.requires_grad_()
        loss = nll(log_softmax_linear(rows, w, b), labels)
        dw, db = torch.autograd.grad(loss, [w, b])
        w, b = w.detach() - lr * dw, b.detach() - lr * db
    return w, b
