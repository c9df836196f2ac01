"""Keeps one layer for all calls, whose gradients pile up.

en: Your first answer is right, the later ones are not: something from earlier calls is added to each gradient. Who clears it?
zh: 你的第一个回答是对的，后面的就不对了：每次的梯度里都混进了之前调用的东西。由谁来清零？
"""

import torch
from torch import nn

CAUGHT_BY = "steps_down_the_mean_squared_error"


_layers = {}


def training_step(x, y, weight, bias, lr):
    if len(x) != len(y):
        raise ValueError(f"{len(x)} rows of x and {len(y)} of y")
    size = weight.shape, weight.dtype
    if size not in _layers:
        _layers[size] = nn.Linear(weight.shape[1], weight.shape[0]).to(torch.from_numpy(weight.copy()).dtype)
    layer = _layers[size]
    layer.load_state_dict({"weight": torch.from_numpy(weight.copy()), "bias": torch.from_numpy(bias.copy())})
    loss = nn.functional.mse_loss(layer(torch.from_numpy(x.copy())), torch.from_numpy(y.copy()))
    loss.backward()
    with torch.no_grad():
        return (
            loss.item(),
            (layer.weight - lr * layer.weight.grad).numpy(),
            (layer.bias - lr * layer.bias.grad).numpy(),
        )
