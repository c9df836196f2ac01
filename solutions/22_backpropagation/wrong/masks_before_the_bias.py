"""Takes the ReLU mask from x @ w1, without the bias.

en: Your ReLU mask comes from a tensor that the ReLU never saw. What exactly was its input?
zh: 你的 ReLU 掩码来自一个 ReLU 从未见过的张量。它的输入究竟是什么?
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
    dlogits = (log_p.exp() - one_hot) / n
    dw2 = hidden.T @ dlogits
    db2 = dlogits.sum(0)
    dhidden = dlogits @ w2.T
    dz = dhidden * (x @ w1 > 0)
    dw1 = x.T @ dz
    db1 = dz.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters, gradients, lr):
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p - lr * g for p, g in zip(parameters, gradients)]
