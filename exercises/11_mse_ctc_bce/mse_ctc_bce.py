"""Three losses: mean squared error, binary cross-entropy, CTC.

Read question.md (or question.zh.md). Check your work: grade exercise 11
"""

from collections.abc import Sequence

from torch import Tensor


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    """Mean of the squared differences.

    input and target: one shape, one floating dtype. Returns a 0-d tensor of that dtype.
    Raises ValueError when the shapes differ.
    """
    raise NotImplementedError("mse_loss is yours to write")


def bce_loss(input: Tensor, target: Tensor) -> Tensor:
    """Mean binary cross-entropy of probabilities; no logarithm counts below -100.

    input: probabilities from 0 to 1, any shape, floating. target: the same shape and dtype, values from 0 to 1.
    Returns a 0-d tensor of that dtype.
    Raises ValueError when the shapes differ, or when an entry of input is not a number from 0 to 1.
    """
    raise NotImplementedError("bce_loss is yours to write")


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
) -> Tensor:
    """Connectionist temporal classification: minus the log of the probability of every alignment together.

    log_probs: (T, N, C), or (T, C) for one sequence; float32 or float64.
    targets: integer labels, (N, S) padded with anything, or 1-D with all targets one after another;
        (S,) for one sequence.
    input_lengths, target_lengths: N integers each, in a tensor, a list or a tuple; for one sequence
        a 0-d tensor or one integer in a tensor, a list or a tuple.
    blank: the class that stands for "no label".
    Returns a 0-d tensor: each loss over its target length (at least 1), then the mean over the batch;
        inf where a target does not fit.
    Raises ValueError when blank is not a class, when the number of lengths is not N, when an input length is
        not in 0..T, when a target length is negative or above S, or when 1-D targets are not exactly as long
        as the lengths say.
    """
    raise NotImplementedError("ctc_loss is yours to write")
