"""Runs the CTC recursion for the whole batch at once with gather; other losses by dot product and atanh."""

import torch


def mse_loss(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    d = (input - target).reshape(-1)
    return torch.dot(d, d) / d.numel()


def bce_loss(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    if bool((~((input >= 0) & (input <= 1))).any()):
        raise ValueError("not a probability")
    floor = torch.full_like(input, -100.0)
    log_p = torch.maximum(input.log(), floor)
    log_q = torch.maximum(-2 * torch.atanh(input / (2 - input)), floor)  # log(1 - p), exact in its tail
    return torch.lerp(-log_q, -log_p, target).mean()


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0):
    if log_probs.dim() == 2:
        log_probs = log_probs[:, None]
    t_max, n, c = log_probs.shape
    device = log_probs.device
    steps = torch.as_tensor(input_lengths, device=device).reshape(-1).long()
    sizes = torch.as_tensor(target_lengths, device=device).reshape(-1).long()
    if blank < 0 or blank >= c or steps.numel() != n or sizes.numel() != n:
        raise ValueError("blank or number of lengths")
    if bool((steps < 0).any()) or bool((steps > t_max).any()) or bool((sizes < 0).any()):
        raise ValueError("lengths")
    if targets.dim() == 1:
        if int(sizes.sum()) != targets.numel():
            raise ValueError("lengths do not add up")
        s_max = int(sizes.max())
        starts = sizes.cumsum(0) - sizes
        index = starts[:, None] + torch.arange(s_max, device=device)
        index = index.clamp(max=max(targets.numel() - 1, 0))
        padded = targets[index] if s_max else targets.new_zeros((n, 0))
    else:
        s_max = targets.shape[1]
        if bool((sizes > s_max).any()):
            raise ValueError("target length above S")
        padded = targets
    inside = torch.arange(s_max, device=device) < sizes[:, None]
    padded = torch.where(inside, padded.long(), blank)
    states = torch.full((n, 2 * s_max + 1), blank, dtype=torch.int64, device=device)
    states[:, 1::2] = padded
    length = states.shape[1]
    may_skip = torch.zeros_like(states, dtype=torch.bool)
    may_skip[:, 1:2] = True  # only from in front of the first blank
    may_skip[:, 2:] = (states[:, 2:] != blank) & (states[:, 2:] != states[:, :-2])
    emit = log_probs.gather(2, states.expand(t_max, n, length))
    low = -1e30  # finite, so that logaddexp keeps a gradient; far below any sum of log-probabilities here
    # A state before the first step: only the way into states 0 and 1 is open.
    alpha = torch.full((n, length + 2), low, dtype=log_probs.dtype, device=device)
    alpha[:, 1] = 0.0
    shut = torch.full((n, 2), low, dtype=log_probs.dtype, device=device)
    for t in range(t_max):
        stay, step = alpha[:, 2:], alpha[:, 1:-1]
        skip = torch.where(may_skip, alpha[:, :-2], low)
        new = torch.logaddexp(torch.logaddexp(stay, step), skip) + emit[t]
        new = torch.cat([shut, new], dim=1)
        alpha = torch.where((t < steps)[:, None], new, alpha)
    last = alpha.gather(1, (2 * sizes + 2)[:, None])[:, 0]
    before = alpha.gather(1, (2 * sizes + 1)[:, None])[:, 0]
    # Before any step the walk stands in column 1, which is where the empty target ends as well.
    loss = -torch.logaddexp(last, before)
    loss = torch.where(loss > 1e29, torch.inf, loss)
    return (loss / sizes.clamp(min=1)).mean()
