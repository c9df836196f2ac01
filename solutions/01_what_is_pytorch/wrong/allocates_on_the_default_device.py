"""Starts the sums in a tensor on the default device.

en: Your code makes a tensor without saying where. On a GPU it then meets inputs from another device: where should a new tensor live?
zh: 你的代码新建张量时没有说明放在哪里。在 GPU 上它会遇到另一设备上的输入：新张量应当放在哪里？
"""

import torch

CAUGHT_BY = "two_layer_forward.device_agnostic"


def two_layer_forward(x, w1, b1, w2, b2):
    one = torch.ones(*x.shape[:-1], 1, dtype=x.dtype)
    hidden = torch.tanh(torch.cat([x, one], -1) @ torch.cat([w1, b1[None]]))
    return torch.cat([hidden, one], -1) @ torch.cat([w2, b2[None]])
