"""Averages the loss over the batch, but not the gradient.

en: Your loss is a mean, and your gradients are those of a sum. Where does the 1/N of the mean enter the way back?
zh: 你的损失是平均值,梯度却是总和的梯度。平均里的 1/N 应该在反向传播的哪一步进入?
"""

import torch

CAUGHT_BY = "forward_backward.value"


def forward_backward(x, y, w1, b1, w2, b2):
    z = x @ w1 + b1
    hidden = z.clamp(min=0)
    logits = hidden @ w2 + b2
    log_p = torch.log_softmax(logits, dim=1)
    loss = -log_p.gather(1, y[:, None]).mean()
    one_hot = torch.zeros_like(logits).scatter(1, y[:, None], 1.0)
    dlogits = log_p.exp() - one_hot
    dw2 = hidden.T @ dlogits
    db2 = dlogits.sum(0)
    dhidden = dlogits @ w2.T
    dz = dhidden * (z > 0)
    dw1 = x.T @ dz
    db1 = dz.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters, gradients, lr):
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p - lr * g for p, g in zip(parameters, gradients)]
