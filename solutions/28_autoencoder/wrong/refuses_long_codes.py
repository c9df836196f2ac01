"""Refuses a code that is longer than the data are wide.

en: Your function refuses a code that is longer than the data have directions. What is lost if there is more room than needed?
zh: 编码比数据的方向还多时，你的函数拒绝执行。空间比需要的多，会丢失什么？
"""

import torch

CAUGHT_BY = "a_code_as_long_as_the_rank_loses_nothing"


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
    if k < 0 or k > min(x.shape):
        raise ValueError("k must be at least 0")
    mean = x.mean(0)
    centred = x - mean
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    kept = directions[:k]
    return centred @ kept.T @ kept + mean
