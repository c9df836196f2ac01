"""Goes through the batch row by row and adds up outer products."""

import torch


def forward_backward(x, y, w1, b1, w2, b2):
    n = x.shape[0]
    loss = x.new_zeros(())
    dw1, db1, dw2, db2 = (torch.zeros_like(p) for p in (w1, b1, w2, b2))
    for i in range(n):
        row, label = x[i], int(y[i])
        z = w1.T.mv(row) + b1
        h = torch.where(z > 0, z, torch.zeros_like(z))
        scores = w2.T.mv(h) + b2
        scores = scores - scores.max()
        e = scores.exp()
        loss = loss + e.sum().log() - scores[label]
        d = e / e.sum()
        d[label] = d[label] - 1
        dz = torch.where(z > 0, w2.mv(d), torch.zeros_like(z))
        dw2 = dw2 + torch.outer(h, d)
        db2 = db2 + d
        dw1 = dw1 + torch.outer(row, dz)
        db1 = db1 + dz
    return loss / n, dw1 / n, db1 / n, dw2 / n, db2 / n


def sgd_step(parameters, gradients, lr):
    if len(parameters) > len(gradients) or len(parameters) < len(gradients):
        raise ValueError("as many gradients as parameters")
    return [torch.add(p, g, alpha=-lr) for p, g in zip(parameters, gradients, strict=True)]
