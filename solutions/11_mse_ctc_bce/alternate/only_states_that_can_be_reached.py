"""Keeps a dict of the states that can be reached, so that no -inf ever appears."""

import math

import torch


def mse_loss(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return (input - target).square().mean()


def bce_loss(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    if not all(0 <= p <= 1 for p in input.reshape(-1).tolist()):
        raise ValueError("not a probability")
    hit = torch.where(input < math.exp(-100), -100.0, input.log())
    miss = torch.where(input == 1, -100.0, (-input).log1p())
    return torch.mean(-target * hit + (target - 1) * miss)


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0):
    if log_probs.dim() == 2:
        return ctc_loss(
            log_probs.unsqueeze(1), targets, _listed(input_lengths), _listed(target_lengths), blank
        )
    steps, sizes = _listed(input_lengths), _listed(target_lengths)
    t_max, n, c = log_probs.shape
    if blank not in range(c) or len(steps) != n or len(sizes) != n:
        raise ValueError("blank or number of lengths")
    if min(steps) < 0 or max(steps) > t_max or min(sizes) < 0:
        raise ValueError("lengths")
    rows = targets.tolist()
    if targets.dim() == 1:
        if len(rows) != sum(sizes):
            raise ValueError("lengths do not add up")
        rows = [rows[sum(sizes[:i]) : sum(sizes[: i + 1])] for i in range(n)]
    elif max(sizes) > targets.shape[1]:
        raise ValueError("target length above S")
    total = log_probs.new_zeros(())
    for i in range(n):
        total = total + _loss(log_probs[:, i], rows[i][: sizes[i]], steps[i], blank) / max(sizes[i], 1)
    return total / n


def _listed(lengths):
    return torch.as_tensor(lengths).reshape(-1).tolist()


def _loss(log_probs, labels, steps, blank):
    # A state is (labels written so far, did the last step write a label?).
    reached = {(0, False): log_probs.new_zeros(())}
    for t in range(steps):
        arrivals = {}
        for (done, on_label), score in reached.items():
            ways = [(done, False, blank)]
            if on_label:
                ways.append((done, True, labels[done - 1]))
            if done < len(labels) and not (on_label and labels[done] == labels[done - 1]):
                ways.append((done + 1, True, labels[done]))
            for after, label, symbol in ways:
                arrivals.setdefault((after, label), []).append(score + log_probs[t, symbol])
        reached = {state: torch.logsumexp(torch.stack(scores), 0) for state, scores in arrivals.items()}
    ends = [reached[state] for state in ((len(labels), False), (len(labels), True)) if state in reached]
    if not ends:
        return log_probs.new_full((), torch.inf)
    return -torch.logsumexp(torch.stack(ends), 0)
