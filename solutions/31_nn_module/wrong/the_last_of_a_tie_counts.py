"""Takes the last of several best classes.

en: Of several best classes you take the last. Which of them does the statement count?
zh: 几个类别并列最大时，你取了最后一个。题目以哪一个为准？
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
    last = log_probs.shape[1] - 1 - log_probs.flip(1).argmax(1)
    return (last == target).to(log_probs.dtype).mean()


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
