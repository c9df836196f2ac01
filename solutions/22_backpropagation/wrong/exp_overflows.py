"""Takes exp of the logits as they are.

en: Your softmax becomes nan for large logits. What is exp(1000), and what may you subtract from every logit without changing a probability?
zh: 你的 softmax 在 logits 很大时变成 nan。exp(1000) 是多少?给所有 logits 减去什么,概率仍然不变?
"""

import torch

CAUGHT_BY = "large_logits_do_not_overflow"


def forward_backward(x, y, w1, b1, w2, b2):
    n = x.shape[0]
    z = x @ w1 + b1
    hidden = z.clamp(min=0)
    logits = hidden @ w2 + b2
    log_p = (logits.exp() / logits.exp().sum(1, keepdim=True)).log()
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
    return [p - lr * g for p, g in zip(parameters, gradients)]
