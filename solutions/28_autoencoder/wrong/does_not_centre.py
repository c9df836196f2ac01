"""Takes the singular vectors of the raw data.

en: Your linear autoencoder does not subtract the mean first. Which direction will the first singular vector then point in, if all data lie far from the origin?
zh: 你的线性自动编码器没有先减去均值。如果数据都离原点很远，第一个奇异向量会指向哪里？
"""

import torch

CAUGHT_BY = "linear_autoencoder.value"


def reconstruct(x, w, b_encoder, b_decoder):
    """Sigmoid code, tied weights."""
    return torch.sigmoid(x @ w + b_encoder) @ w.T + b_decoder


def loss_and_gradients(x, w, b_encoder, b_decoder):
    """Mean squared error and its gradients."""
    code = torch.sigmoid(x @ w + b_encoder)
    error = code @ w.T + b_decoder - x
    loss = error.square().mean()
    d_output = 2 / x.numel() * error
    d_code = d_output @ w
    d_before = d_code * code * (1 - code)
    dw = x.T @ d_before + d_output.T @ code
    return loss, dw, d_before.sum(0), d_output.sum(0)


def linear_autoencoder(x, k):
    """Principal component analysis."""
    if k < 0:
        raise ValueError("k must be at least 0")
    centred = x
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    kept = directions[:k]
    return centred @ kept.T @ kept
