"""Forgets to normalise.

en: Your results are logits. What is subtracted from them, so that the probabilities sum to one?
zh: 你返回的是 logits。要让概率之和为一，还要减去什么？
"""

import torch

CAUGHT_BY = "log_softmax_linear.value"


def log_softmax_linear(x, w, b):
    return x @ w.mT + b


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
