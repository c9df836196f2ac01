"""Derives the gradient on paper: probabilities minus one-hot labels, over the rows of the batch."""

import torch


def _one_hot(target, like):
    return (target[..., None] == torch.arange(like.shape[-1], device=like.device)).to(like.dtype)


def log_softmax_linear(x, w, b):
    z = x.matmul(w.t()) + b
    top = z.max(dim=-1, keepdim=True).values
    return (z - top) - (z - top).exp().sum(-1, keepdim=True).log()


def nll(log_probs, target):
    chosen = torch.where(_one_hot(target, log_probs) > 0, log_probs, torch.zeros_like(log_probs))
    return -chosen.sum() / len(target)


def accuracy(log_probs, target):
    columns = torch.arange(log_probs.shape[1], device=log_probs.device)
    candidates = torch.where(log_probs == log_probs.amax(1, keepdim=True), columns, log_probs.shape[1])
    hits = (candidates.amin(1) == target).sum()
    return hits.to(log_probs.dtype) / len(target)


@torch.no_grad()
def fit_epoch(x, y, w, b, lr, batch_size):
    cuts = list(range(batch_size, len(x), batch_size))
    for rows, labels in zip(x.tensor_split(cuts), y.tensor_split(cuts)):
        slope = (log_softmax_linear(rows, w, b).exp() - _one_hot(labels, rows.new_zeros(len(b)))) / len(rows)
        w = w - lr * (slope.t() @ rows)
        b = b - lr * slope.sum(0)
    return w, b
