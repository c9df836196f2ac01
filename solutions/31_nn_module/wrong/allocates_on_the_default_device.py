"""Writes the labels as one-hot rows on the default device.

en: Your code makes a tensor without saying where. On a GPU it then meets inputs from another device: where should a new tensor live?
zh: 你的代码新建张量时没有说明放在哪里。在 GPU 上它会遇到另一设备上的输入：新张量应当放在哪里？
"""

import torch

CAUGHT_BY = "nll.device_agnostic"


def log_softmax_linear(x, w, b):
    logits = x @ w.mT + b
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


def nll(log_probs, target):
    mask = torch.zeros(log_probs.shape, dtype=log_probs.dtype)
    mask = mask.scatter(1, target[:, None], 1.0)
    return -(log_probs * mask).sum() / len(target)


def accuracy(log_probs, target):
    return (log_probs.argmax(1) == target).to(log_probs.dtype).mean()


def fit_epoch(x, y, w, b, lr, batch_size):
    w, b = w.detach().clone(), b.detach().clone()
    for start in range(0, len(x), batch_size):
        rows, labels = x[start : start + batch_size], y[start : start + batch_size]
        w.requires_grad_()
        b.requires_grad_()
        loss = -log_softmax_linear(rows, w, b).gather(1, labels[:, None]).mean()
        dw, db = torch.autograd.grad(loss, [w, b])
        w, b = w.detach() - lr * dw, b.detach() - lr * db
    return w, b
