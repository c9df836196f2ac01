"""Backpropagation: run forward and keep what the derivatives need, then walk back by the chain rule."""

from collections.abc import Sequence

import torch
from torch import Tensor


def forward_backward(
    x: Tensor, y: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Each line of the way back undoes one line of the way forward, in the opposite order."""
    count = x.shape[0]

    before = x @ w1 + b1  # (N, H)
    hidden = before.clamp(min=0)  # (N, H)
    logits = hidden @ w2 + b2  # (N, K)
    # logsumexp takes the largest logit out first, so that exp cannot overflow.
    log_p = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    truth = y[:, None] == torch.arange(w2.shape[1], device=y.device)  # (N, K), one True a row
    # Masked, not multiplied: 0 times a log-probability of -inf would be nan.
    loss = -log_p.masked_fill(~truth, 0).sum() / count

    # d loss / d logits: the probabilities minus the truth. The mean's 1/N enters here, once, for all that follows.
    dlogits = (log_p.exp() - truth.to(x.dtype)) / count
    # A matrix product sends back its other factor, transposed.
    dw2 = hidden.T @ dlogits
    # One bias served every row of the batch, so it collects from every row.
    db2 = dlogits.sum(0)
    dhidden = dlogits @ w2.T
    # What ReLU did not let through on the way forward it does not let through on the way back.
    dbefore = dhidden * (before > 0)
    dw1 = x.T @ dbefore
    db1 = dbefore.sum(0)
    return loss, dw1, db1, dw2, db2


def sgd_step(parameters: Sequence[Tensor], gradients: Sequence[Tensor], lr: float) -> list[Tensor]:
    """parameter - lr * gradient, in new tensors: the caller may still need the old ones."""
    if len(parameters) != len(gradients):
        raise ValueError(f"{len(parameters)} parameters need as many gradients, not {len(gradients)}")
    return [parameter - lr * gradient for parameter, gradient in zip(parameters, gradients, strict=True)]
