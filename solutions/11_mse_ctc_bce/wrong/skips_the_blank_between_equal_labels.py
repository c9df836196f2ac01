"""Walks from a label to an equal one without the blank between them.

en: Your CTC lets two equal labels follow one another directly. After repeats are merged, what does "a a" become?
zh: 你的 CTC 允许两个相同的标签直接相连。合并重复之后,“a a” 会变成什么?
"""

import torch

CAUGHT_BY = "equal_labels_need_a_blank_between"


def mse_loss(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return ((input - target) ** 2).mean()


def bce_loss(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    if not bool(((input >= 0) & (input <= 1)).all()):
        raise ValueError("not a probability")
    log_p = torch.log(input).clamp(min=-100)
    log_q = torch.log1p(-input).clamp(min=-100)
    return -(target * log_p + (1 - target) * log_q).mean()


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0):
    if log_probs.dim() == 2:
        log_probs = log_probs.unsqueeze(1)
    times, batch, classes = log_probs.shape
    steps, sizes = integers(input_lengths), integers(target_lengths)
    if not 0 <= blank < classes:
        raise ValueError("blank is not a class")
    if len(steps) != batch or len(sizes) != batch:
        raise ValueError("wrong number of lengths")
    if any(not 0 <= count <= times for count in steps) or any(size < 0 for size in sizes):
        raise ValueError("lengths out of range")
    if targets.dim() == 1:
        if targets.shape[0] != sum(sizes):
            raise ValueError("target lengths do not add up")
        flat = targets.tolist()
        rows = [flat[sum(sizes[:n]) : sum(sizes[: n + 1])] for n in range(batch)]
    else:
        if any(size > targets.shape[1] for size in sizes):
            raise ValueError("target length above S")
        rows = targets.tolist()
    losses = []
    for n in range(batch):
        loss = sequence_loss(log_probs[: steps[n], n], rows[n][: sizes[n]], blank)
        losses.append(loss / max(sizes[n], 1))
    return torch.stack(losses).mean()


def integers(lengths):
    return torch.as_tensor(lengths).reshape(-1).tolist()


def sequence_loss(log_probs, labels, blank):
    if log_probs.shape[0] == 0:
        return log_probs.sum() + (torch.inf if labels else 0.0)
    states = [blank]
    for label in labels:
        states += [label, blank]
    nowhere = log_probs.new_full((len(states),), -torch.inf)
    no_skip = torch.tensor(
        [s < 2 or states[s] == blank for s in range(len(states))],
        device=log_probs.device,
    )
    emit = log_probs[:, states]
    alpha = torch.cat([emit[0, :2], nowhere[2:]])
    for t in range(1, log_probs.shape[0]):
        step = torch.cat([nowhere[:1], alpha[:-1]])
        skip = torch.cat([nowhere[:2], alpha[:-2]])[: len(states)].masked_fill(no_skip, -torch.inf)
        alpha = log_sum(torch.stack([alpha, step, skip])) + emit[t]
    return -log_sum(alpha[-2:].unsqueeze(1)).squeeze(0)


def log_sum(terms):
    unreachable = (terms == -torch.inf).all(0)
    return torch.logsumexp(terms.masked_fill(unreachable, 0.0), 0).masked_fill(unreachable, -torch.inf)
