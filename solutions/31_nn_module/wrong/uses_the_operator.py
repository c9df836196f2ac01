"""Calls log_softmax.

en: You call the ready log_softmax. Write its formula down: which of its terms could overflow, and how do you keep it from doing so?
zh: 你调用了现成的 log_softmax。把它的公式写下来：哪一项会溢出，怎样避免？
"""

import torch

CAUGHT_BY = "allowed_means_only"


def log_softmax_linear(x, w, b):
    return torch.log_softmax(x @ w.mT + b, -1)


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
