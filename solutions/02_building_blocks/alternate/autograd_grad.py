"""torch.autograd.grad on leaves made from copies; nothing is written in place."""

import torch


def training_step(x, y, weight, bias, lr):
    if len(x) != len(y):
        raise ValueError("rows differ")
    inputs, target = torch.tensor(x.copy()), torch.tensor(y.copy())
    w = torch.tensor(weight.copy(), requires_grad=True)
    b = torch.tensor(bias.copy(), requires_grad=True)
    loss = (torch.addmm(b, inputs, w.T) - target).pow(2).mean()
    dw, db = torch.autograd.grad(loss, [w, b])
    with torch.no_grad():
        return float(loss), (w - lr * dw).numpy(), (b - lr * db).numpy()
