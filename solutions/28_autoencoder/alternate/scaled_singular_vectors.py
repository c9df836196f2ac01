"""Adds up the rank-one parts of the SVD, and takes both gradients of the tied weights from one stacked product."""

import torch


def _code(x, w, b_encoder):
    return 1 / (1 + torch.exp(-(torch.matmul(x, w) + b_encoder)))


def reconstruct(x, w, b_encoder, b_decoder):
    """Both layers by addmm."""
    return torch.addmm(b_decoder, _code(x, w, b_encoder), w.t())


def loss_and_gradients(x, w, b_encoder, b_decoder):
    """[x, d_output] side by side against [d_before, code] one above the other."""
    code = _code(x, w, b_encoder)
    difference = torch.addmm(b_decoder, code, w.t()) - x
    loss = (difference * difference).sum() / difference.numel()
    up = difference * (2.0 / difference.numel())
    down = (up @ w) * (code - code * code)
    dw = torch.cat([x, up]).T @ torch.cat([down, code])
    return loss, dw, torch.einsum("nk->k", down), torch.einsum("nd->d", up)


def linear_autoencoder(x, k):
    """u diag(s) v with all singular values after the first k set to zero."""
    if k < 0:
        raise ValueError("a code of negative length")
    mean = x.mean(dim=0, keepdim=True)
    u, s, v = torch.linalg.svd(x - mean, full_matrices=False)
    s = torch.where(torch.arange(len(s), device=s.device) < k, s, torch.zeros_like(s))
    return (u * s) @ v + mean
