"""Makes the column of ones on the default device.

en: Your column of ones is made without saying where. On a GPU it then meets features from another device: where should a new tensor live?
zh: 你新建那一列 1 时没有说明放在哪里。在 GPU 上它会遇到另一设备上的特征：新张量应当放在哪里？
"""

import torch

CAUGHT_BY = "fit.device_agnostic"


def fit(x, y):
    table = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)
    q, r = torch.linalg.qr(table)
    found = torch.linalg.solve_triangular(r, (q.mT @ y)[:, None], upper=True)[:, 0]
    return found[:-1], found[-1]


def predict(x, weight, bias):
    return x @ weight + bias
