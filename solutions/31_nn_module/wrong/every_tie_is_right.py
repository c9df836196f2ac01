"""Counts a row as right if the true class is among the best.

en: You count a row as right when its class is one of several best. Which single class does such a row stand for?
zh: 真实类别只要在并列最大的几个之中，你就算判对。这样的行究竟选的是哪一个类别？
"""

import torch

CAUGHT_BY = "accuracy.value"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


def nll(log_probs, target):
    return -log_probs.gather(1, target[:, None]).mean()


def accuracy(log_probs, target):
    chosen = log_probs.gather(1, target[:, None])[:, 0]
    return (chosen == log_probs.amax(1)).to(log_probs.dtype).mean()


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
