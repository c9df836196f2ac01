"""Sums over the rows instead of averaging.

en: Your loss grows with the number of rows. What does the formula divide by?
zh: 你的损失随行数增长。公式里除以的是什么？
"""

import torch

CAUGHT_BY = "nll.value"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


def nll(log_probs, target):
    return -log_probs.gather(1, target[:, None]).sum()


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
