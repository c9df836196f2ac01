"""Three losses from scratch; CTC is a walk over the target with blanks in between, in log space."""

from collections.abc import Sequence

import torch
from torch import Tensor


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    """Mean of the squared differences; shapes must agree, since broadcasting would compare the wrong pairs."""
    if input.shape != target.shape:
        raise ValueError(f"input {tuple(input.shape)} and target {tuple(target.shape)} differ in shape")
    return ((input - target) ** 2).mean()


def bce_loss(input: Tensor, target: Tensor) -> Tensor:
    """-(t log p + (1 - t) log(1 - p)), each logarithm no lower than -100, then the mean."""
    if input.shape != target.shape:
        raise ValueError(f"input {tuple(input.shape)} and target {tuple(target.shape)} differ in shape")
    # "All inside" rather than "any outside": nan compares false with everything, so it is refused too.
    if not bool(((input >= 0) & (input <= 1)).all()):
        raise ValueError("input must hold probabilities, numbers from 0 to 1")
    log_p = torch.log(input).clamp(min=-100)
    # 1 - p rounds to 1 for a tiny p, and its logarithm to 0: log1p never forms 1 - p.
    log_q = torch.log1p(-input).clamp(min=-100)
    return -(target * log_p + (1 - target) * log_q).mean()


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
) -> Tensor:
    """Brings every form of the arguments to one list of labels a sequence, then averages the losses."""
    if log_probs.dim() == 2:  # one sequence is a batch of one
        log_probs = log_probs.unsqueeze(1)
    times, batch, classes = log_probs.shape
    steps, sizes = _integers(input_lengths), _integers(target_lengths)
    if not 0 <= blank < classes:
        raise ValueError(f"blank {blank} is not one of the {classes} classes")
    if len(steps) != batch or len(sizes) != batch:
        raise ValueError(f"{batch} sequences need {batch} lengths, not {len(steps)} and {len(sizes)}")
    if any(not 0 <= count <= times for count in steps):
        raise ValueError(f"input lengths {steps} must lie in 0..{times}")
    losses = []
    for n, labels in enumerate(_labels(targets, sizes)):
        loss = _sequence_loss(log_probs[: steps[n], n], labels, blank)
        losses.append(loss / max(len(labels), 1))
    return torch.stack(losses).mean()


def _integers(lengths: Tensor | Sequence[int]) -> list[int]:
    if isinstance(lengths, Tensor):
        return [int(length) for length in lengths.reshape(-1).tolist()]
    return [int(length) for length in lengths]


def _labels(targets: Tensor, sizes: list[int]) -> list[list[int]]:
    """The labels of each sequence, without their padding."""
    if any(size < 0 for size in sizes):
        raise ValueError(f"target lengths {sizes} must not be negative")
    if targets.dim() == 2:
        if any(size > targets.shape[1] for size in sizes):
            raise ValueError(f"target lengths {sizes} exceed the {targets.shape[1]} labels of a row")
        return [row[:size] for row, size in zip(targets.tolist(), sizes, strict=True)]
    if targets.shape[0] != sum(sizes):
        raise ValueError(f"target lengths {sizes} do not add up to {targets.shape[0]} labels")
    flat, labels, start = targets.tolist(), [], 0
    for size in sizes:
        labels.append(flat[start : start + size])
        start += size
    return labels


def _sequence_loss(log_probs: Tensor, labels: list[int], blank: int) -> Tensor:
    """Minus the log-probability of `labels` under log_probs (T, C).

    The states are the labels with a blank before, between and after: a b -> - a - b -. alpha[s] is the log of the
    probability of everything that has happened when the walk stands in state s.
    """
    states = [blank]
    for label in labels:
        states += [label, blank]
    nowhere = log_probs.new_full((len(states),), -torch.inf)
    # With no step at all, only the empty target can have happened.
    if log_probs.shape[0] == 0:
        return log_probs.sum() + (torch.inf if labels else 0.0)
    # A skip over a blank is allowed only between two different labels: a a without its blank would read as a.
    no_skip = torch.tensor(
        [s < 2 or states[s] == blank or states[s] == states[s - 2] for s in range(len(states))],
        device=log_probs.device,
    )
    emit = log_probs[:, states]
    alpha = torch.cat([emit[0, :2], nowhere[2:]])
    for t in range(1, log_probs.shape[0]):
        step = torch.cat([nowhere[:1], alpha[:-1]])
        skip = torch.cat([nowhere[:2], alpha[:-2]])[: len(states)].masked_fill(no_skip, -torch.inf)
        alpha = _log_sum(torch.stack([alpha, step, skip])) + emit[t]
    # The walk may end on the last label or on the blank after it.
    return -_log_sum(alpha[-2:].unsqueeze(1)).squeeze(0)


def _log_sum(terms: Tensor) -> Tensor:
    """log of the sum of exp over the first axis, with a gradient of 0 where every term is -inf.

    torch.logsumexp has the right value there and the gradient exp(-inf - -inf) = nan, which would spread to
    every input: unreachable states are common in CTC.
    """
    unreachable = (terms == -torch.inf).all(0)
    return torch.logsumexp(terms.masked_fill(unreachable, 0.0), 0).masked_fill(unreachable, -torch.inf)
