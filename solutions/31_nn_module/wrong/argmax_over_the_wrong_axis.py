"""Looks for the best row of each class.

en: You find the best row for each class. Along which axis does a row choose its class?
zh: 你为每个类别找了最好的行。一行选择类别，是沿哪个轴？
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
    best = log_probs.argmax(0)
    return (best[target] == torch.arange(len(target), device=target.device)).to(log_probs.dtype).mean()


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
