"""Takes the logarithm of the probabilities.

en: Where a probability is too small for a float, you say -inf. Can log p be had without computing p?
zh: 当概率小到浮点数装不下时，你给出 -inf。能不能不算 p 就得到 log p？
"""

import torch

CAUGHT_BY = "log_softmax_linear.edges"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    parts = (logits - logits.detach().amax(-1, keepdim=True)).exp()
    return (parts / parts.sum(-1, keepdim=True)).log()


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
