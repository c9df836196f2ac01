"""Changes the caller's parameters.

en: Your sgd_step changes the tensors that it was given. What if the caller wants to compare old and new parameters?
zh: 你的 sgd_step 改动了传进来的张量。如果调用者想比较新旧参数,会怎么样?
"""

import torch

CAUGHT_BY = "sgd_step.untouched"


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
    dz = dhidden * (z > 0)
    dw1 = x.T @ dz
    db1 = dz.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters, gradients, lr):
    if len(parameters) != len(gradients):
        raise ValueError("as many gradients as parameters")
    return [p.sub_(lr * g).clone() for p, g in zip(parameters, gradients)]
