"""Lets the gradient through where the input of ReLU is 0.

en: Your ReLU passes a gradient at exactly 0. Which slope does the statement choose there?
zh: 你的 ReLU 在输入恰好为 0 时放过了梯度。题目规定那里的斜率是多少?
"""

import torch

CAUGHT_BY = "a_unit_at_exactly_zero_passes_no_gradient"


def forward_backward(x, y, w1, b1, w2, b2):
    n = x.shape[0]
    z = x @ w1 + b1
    hidden = z.clamp(min=0)
    logits = hidden @ w2 + b2
    log_p = torch.log_softmax(logits, dim=1)
    loss = -log_p.gather(1, y[:, None]).mean()
    one_hot = torch.zeros_like(logits).scatter(1, y[:, None], 1.0)
    dlogits = (log_p.exp() - one_hot) / n
    dw2 = hidden.T @ dlogits
    db2 = dlogits.sum(0)
    dhidden = dlogits @ w2.T
    dz = dhidden * (z >= 0)
    dw1 = x.T @ dz
    db1 = dz.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters, gradients, lr):
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p - lr * g for p, g in zip(parameters, gradients)]
