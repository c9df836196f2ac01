"""Averages the short last batch over batch_size.

en: Your last step is too short when the last batch is. Over how many rows is that batch averaged?
zh: 最后一个批次不满时，你的最后一步太短了。这个批次应按多少行取平均？
"""

import torch

CAUGHT_BY = "fit_epoch.value"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


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
        w, b = w.detach() - lr * len(rows) / batch_size * dw, b.detach() - lr * len(rows) / batch_size * db
    return w, b
