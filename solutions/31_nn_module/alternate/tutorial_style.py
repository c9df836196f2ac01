"""As one would write it in a tutorial: leaves, backward(), a step under no_grad, and gradients set back to None."""

import torch


def log_softmax_linear(x, w, b):
    scores = torch.einsum("...i,ci->...c", x, w) + b
    return scores - torch.logsumexp(scores, dim=-1, keepdim=True)


def nll(log_probs, target):
    return -log_probs[range(target.shape[0]), target].mean()


def accuracy(log_probs, target):
    guess = torch.max(log_probs, dim=1).indices
    return (guess == target).type_as(log_probs).mean()


def fit_epoch(x, y, w, b, lr, batch_size):
    w = w.detach().clone().requires_grad_()
    b = b.detach().clone().requires_grad_()
    batches = (len(x) + batch_size - 1) // batch_size
    for i in range(batches):
        part = slice(i * batch_size, (i + 1) * batch_size)
        nll(log_softmax_linear(x[part], w, b), y[part]).backward()
        with torch.no_grad():
            w -= w.grad * lr
            b -= b.grad * lr
            w.grad = None
            b.grad = None
    return w.detach(), b.detach()
