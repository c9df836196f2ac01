"""Divides the weight gradients by N, but not the bias gradients.

en: Your weight gradients carry the 1/N of the mean and your bias gradients do not. Which quantity do both come from?
zh: 你的权重梯度带有平均的 1/N,偏置梯度却没有。它们都来自哪个量?
"""

import torch

CAUGHT_BY = "forward_backward.value"


def forward_backward(x, y, w1, b1, w2, b2):
    n = x.shape[0]
    z = x @ w1 + b1
    hidden = z.clamp(min=0)
    logits = hidden @ w2 + b2
    log_p = torch.log_softmax(logits, dim=1)
    loss = -log_p.gather(1, y[:, None]).mean()
    one_hot = torch.zeros_like(logits).scatter(1, y[:, None], 1.0)
    dlogits = log_p.exp() - one_hot
    dw2 = hidden.T @ dlogits / n
    db2 = dlogits.sum(0)
    dhidden = dlogits @ w2.T
    dz = dhidden * (z > 0)
    dw1 = x.T @ dz / n
    db1 = dz.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters, gradients, lr):
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p - lr * g for p, g in zip(parameters, gradients)]
