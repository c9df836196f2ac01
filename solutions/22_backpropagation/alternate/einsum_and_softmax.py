"""Spells every product as an einsum and takes the probabilities from torch.softmax."""

import torch


def forward_backward(x, y, w1, b1, w2, b2):
    z = torch.einsum("nd,dh->nh", x, w1) + b1
    mask = z.gt(0).to(x.dtype)
    h = z * mask
    logits = torch.einsum("nh,hk->nk", h, w2) + b2
    p = torch.softmax(logits, dim=-1)
    one_hot = torch.zeros_like(p).scatter(1, y.unsqueeze(1), 1.0)
    log_p = torch.log_softmax(logits, dim=-1)
    loss = -log_p.gather(1, y.unsqueeze(1)).mean()
    d = (p - one_hot) / len(x)
    dh = torch.einsum("nk,hk->nh", d, w2) * mask
    dw1 = torch.einsum("nd,nh->dh", x, dh)
    dw2 = torch.einsum("nh,nk->hk", h, d)
    return loss, dw1, torch.einsum("nh->h", dh), dw2, torch.einsum("nk->k", d)


def sgd_step(parameters, gradients, lr):
    parameters, gradients = list(parameters), list(gradients)
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    new = []
    for k in range(len(parameters)):
        new.append(parameters[k].clone().sub_(gradients[k] * lr))
    return new
