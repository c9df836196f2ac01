"""Sends the gradient back through w2 reshaped, not transposed.

en: Your gradient goes back through w2 with its entries shuffled. Which weight joined hidden unit h to class k, and where does it stand in your matrix?
zh: 你的梯度反向经过 w2 时,元素的位置被打乱了。连接隐藏单元 h 与类别 k 的是哪个权重?它在你的矩阵里处于什么位置?
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
    dhidden = dlogits @ w2.reshape(w2.shape[1], w2.shape[0])
    dz = dhidden * (z > 0)
    dw1 = x.T @ dz
    db1 = dz.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters, gradients, lr):
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p - lr * g for p, g in zip(parameters, gradients)]
