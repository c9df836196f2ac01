"""Projects by the eigenvectors of the covariance, and accumulates gradients row by row."""

import torch


def reconstruct(x, w, b_encoder, b_decoder):
    """Row by row."""
    rows = [w @ torch.sigmoid(x[i] @ w + b_encoder) + b_decoder for i in range(len(x))]
    return torch.stack(rows)


def loss_and_gradients(x, w, b_encoder, b_decoder):
    """Outer products, one sample after another."""
    count = x.shape[0] * x.shape[1]
    loss = torch.zeros((), dtype=x.dtype, device=x.device)
    dw, db_encoder, db_decoder = (torch.zeros_like(p) for p in (w, b_encoder, b_decoder))
    for i in range(x.shape[0]):
        row = x[i]
        code = torch.sigmoid(w.T @ row + b_encoder)
        error = w @ code + b_decoder - row
        slope = code * (1 - code) * (w.T @ error)
        loss = loss + error @ error / count
        dw = dw + 2 / count * (torch.outer(row, slope) + torch.outer(error, code))
        db_encoder = db_encoder + 2 / count * slope
        db_decoder = db_decoder + 2 / count * error
    return loss, dw, db_encoder, db_decoder


def linear_autoencoder(x, k):
    """Take away from the centred data what lies in the directions of the smallest variances."""
    if not k >= 0:
        raise ValueError(k)
    columns = x.shape[1]
    centred = x - x.mean(0)
    _, vectors = torch.linalg.eigh(centred.T @ centred)  # ascending
    lost = vectors[:, : max(0, columns - k)]
    return x - (centred @ lost) @ lost.T
