"""Appends the column of ones, and takes the QR decomposition of the whole."""

import torch


def fit(x, y):
    table = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    q, r = torch.linalg.qr(table)
    found = torch.linalg.solve_triangular(r, (y @ q).unsqueeze(1), upper=True).squeeze(1)
    return found[:-1], found[-1]


def predict(x, weight, bias):
    return torch.addmv(bias.expand(len(x)), x, weight)
