"""Lets the exponential of a large logit overflow.

en: With logits of a thousand your result is not finite. Which common shift of the logits changes nothing, and keeps exp from overflowing?
zh: logits 达到一千时，你的结果不再是有限的数。给 logits 加上怎样的共同平移，既不改变结果，又能让 exp 不溢出？
"""

import torch

CAUGHT_BY = "log_softmax_linear.edges"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    return logits - logits.exp().sum(-1, keepdim=True).log()


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
