"""A classifier and its training with nothing but tensors and autograd."""

import torch
from torch import Tensor


def log_softmax_linear(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The layer and its log-softmax in one."""
    logits = x @ w.mT + b  # w is stored as (classes, inputs): one row of weights for each class
    # A common shift of the logits changes no probability. With the largest at 0 no exponential overflows, and their sum
    # is at least 1, so that its logarithm is harmless. Taking the logarithm of the softmax instead would make -inf of
    # every class whose probability is too small for a float. The shift is a constant to the gradient.
    shifted = logits - logits.detach().amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()


def nll(log_probs: Tensor, target: Tensor) -> Tensor:
    """Pick one log-probability in each row."""
    # gather takes one column per row; log_probs[:, target] would take all those columns from every row.
    return -log_probs.gather(1, target[:, None]).mean()


def accuracy(log_probs: Tensor, target: Tensor) -> Tensor:
    """The share of rows in which the first of the best classes is the true one."""
    best = log_probs.amax(1, keepdim=True)
    # Before the first place of the maximum, and only there, no maximum has been seen.
    first = ((log_probs == best).cumsum(1) == 0).sum(1)
    return (first == target).to(log_probs.dtype).mean()


def fit_epoch(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor, lr: float, batch_size: int
) -> tuple[Tensor, Tensor]:
    """What a model, a loss and an optimizer do in every step, spelled out."""
    for start in range(0, len(x), batch_size):
        # A slice beyond the end is merely shorter, so the last batch needs no special case.
        rows, labels = x[start : start + batch_size], y[start : start + batch_size]
        # Fresh leaves for every batch: their history begins here, and no gradient of an earlier batch is left in them.
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        loss = nll(log_softmax_linear(rows, w, b), labels)
        dw, db = torch.autograd.grad(loss, [w, b])
        with torch.no_grad():  # the step itself is no part of any graph
            w, b = w - lr * dw, b - lr * db
    return w, b
