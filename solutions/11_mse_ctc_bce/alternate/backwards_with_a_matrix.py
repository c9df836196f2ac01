"""Walks from the last step to the first, with one matrix of allowed moves in log space."""

import torch


def mse_loss(input, target):
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError("shapes differ")
    return _mean(torch.pow(target - input, 2))


def bce_loss(input, target):
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError("shapes differ")
    if not bool(input.isfinite().all()) or bool((input < 0).any() or (input > 1).any()):
        raise ValueError("not a probability")
    yes = target * input.log().clamp_min(-100)
    no = (1 - target) * input.neg().log1p().clamp_min(-100)
    return _mean(-yes - no)


def _mean(values):
    return values.sum() / values.numel()


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0):
    if log_probs.ndim == 2:
        log_probs = log_probs.reshape(log_probs.shape[0], 1, -1)
    t_max, n, c = log_probs.shape
    steps = torch.as_tensor(input_lengths).cpu().reshape(-1).tolist()
    sizes = torch.as_tensor(target_lengths).cpu().reshape(-1).tolist()
    if blank < 0 or blank > c - 1:
        raise ValueError("blank")
    if not (len(steps) == len(sizes) == n):
        raise ValueError("number of lengths")
    for step, size in zip(steps, sizes, strict=True):
        if step < 0 or step > t_max or size < 0 or (targets.ndim == 2 and size > targets.shape[1]):
            raise ValueError("lengths")
    flat = targets.cpu().reshape(-1)
    if targets.ndim == 1 and flat.numel() != sum(sizes):
        raise ValueError("lengths do not add up")
    losses = []
    for i in range(n):
        start = sum(sizes[:i]) if targets.ndim == 1 else i * targets.shape[1]
        labels = flat[start : start + sizes[i]].tolist()
        losses.append(_loss(log_probs[: steps[i], i, :], labels, blank) / (len(labels) or 1))
    return torch.stack(losses).sum() / n


def _loss(log_probs, labels, blank):
    states = [blank]
    for label in labels:
        states.extend((label, blank))
    size = len(states)

    def allowed(a, b):
        return b - a in (0, 1) or (b - a == 2 and states[b] != blank and states[a] != states[b])

    # -1e30 for "impossible" keeps every gradient finite.
    moves = torch.tensor(
        [[0.0 if allowed(a, b) else -1e30 for b in range(size)] for a in range(size)],
        dtype=log_probs.dtype,
        device=log_probs.device,
    )
    place = torch.arange(size, device=log_probs.device)
    beta = torch.where(place >= max(size - 2, 0), 0.0, -1e30).to(log_probs.dtype)
    if log_probs.shape[0] == 0:
        return log_probs.sum() + (torch.inf if labels else 0.0)
    for t in range(log_probs.shape[0] - 1, 0, -1):
        beta = torch.logsumexp(moves + (beta + log_probs[t, states]), dim=1)
    loss = -torch.logsumexp((beta + log_probs[0, states])[:2], dim=0)
    return torch.where(loss > 1e29, torch.inf, loss)
