"""Moves the caller's parameters.

en: After the epoch the caller's own w has moved. Into which memory does an update in place write?
zh: 一轮之后，调用者自己的 w 也变了。就地更新写进的是哪块内存？
"""

import torch

CAUGHT_BY = "fit_epoch.untouched"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


def nll(log_probs, target):
    return -log_probs.gather(1, target[:, None]).mean()


def accuracy(log_probs, target):
    return (log_probs.argmax(1) == target).to(log_probs.dtype).mean()


def fit_epoch(x, y, w, b, lr, batch_size):
    for start in range(0, len(x), batch_size):
        rows, labels = x[start : start + batch_size], y[start : start + batch_size]
        leaves = [w.detach().requires_grad_(), b.detach().requires_grad_()]
        dw, db = torch.autograd.grad(nll(log_softmax_linear(rows, *leaves), labels), leaves)
        with torch.no_grad():
            w -= lr * dw
            b -= lr * db
    return w.detach().clone(), b.detach().clone()
