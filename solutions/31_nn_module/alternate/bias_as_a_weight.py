"""Keeps weight and bias in one table, whose last column meets an input of constant 1."""

import torch


def _log_probs(rows, table):
    z = torch.cat([rows, torch.ones_like(rows[..., :1])], -1) @ table.mT
    pivot = z.detach().max(-1, keepdim=True)[0]
    return z - pivot - torch.log(torch.sum(torch.exp(z - pivot), -1, keepdim=True))


def log_softmax_linear(x, w, b):
    return _log_probs(x, torch.cat([w, b[:, None]], 1))


def nll(log_probs, target):
    return torch.take_along_dim(log_probs, target.unsqueeze(-1), dim=-1).neg().mean()


def accuracy(log_probs, target):
    best = log_probs.max(1, keepdim=True).values
    chosen = log_probs.gather(1, target[:, None])
    earlier = torch.arange(log_probs.shape[1], device=target.device) < target[:, None]
    right = (chosen == best)[:, 0] & ~((log_probs == best) & earlier).any(1)
    return right.to(log_probs.dtype).mean()


def fit_epoch(x, y, w, b, lr, batch_size):
    table = torch.cat([w.detach(), b.detach()[:, None]], 1)
    for start in range(0, x.shape[0], batch_size):
        stop = min(start + batch_size, x.shape[0])
        leaf = table.requires_grad_()
        nll(_log_probs(x[start:stop], leaf), y[start:stop]).backward()
        table = leaf.detach() - lr * leaf.grad
    return table[:, :-1].clone(), table[:, -1].clone()
