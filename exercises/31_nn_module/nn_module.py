"""What torch.nn does for you: a digit classifier and its training, without any of it.

Read question.md (or question.zh.md). Check your work: grade exercise 31
"""

from torch import Tensor


def log_softmax_linear(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The log-probabilities of a linear classifier: log softmax(x @ w.T + b) over the last axis.

    x: `(..., inputs)`, any number of leading dimensions, none included. w: `(classes, inputs)`, b: `(classes,)`.

    Returns `(..., classes)`, in the dtype and on the device of x; finite for logits of any size.
    """
    raise NotImplementedError("log_softmax_linear is yours to write")


def nll(log_probs: Tensor, target: Tensor) -> Tensor:
    """The negative log-likelihood: minus the mean of the log-probability of each true class.

    log_probs: `(N, classes)`, N at least 1. target: `(N,)`, int64, from 0 to classes - 1.

    Returns a tensor without axes, in the dtype and on the device of log_probs.
    """
    raise NotImplementedError("nll is yours to write")


def accuracy(log_probs: Tensor, target: Tensor) -> Tensor:
    """The share of rows whose most probable class is the true one; of equally probable ones the first counts.

    log_probs: `(N, classes)`, N at least 1. target: `(N,)`, int64.

    Returns a tensor without axes, from 0 to 1, in the dtype and on the device of log_probs.
    """
    raise NotImplementedError("accuracy is yours to write")


def fit_epoch(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor, lr: float, batch_size: int
) -> tuple[Tensor, Tensor]:
    """One epoch of gradient descent on the nll, batch after batch, in the order of the rows.

    x: `(N, inputs)`, y: `(N,)`, int64, w: `(classes, inputs)`, b: `(classes,)`. batch_size: at least 1; the last batch may
        be shorter, and is averaged over its own rows.

    Returns (w, b), new tensors that do not require grad. w and b themselves stay as they were.
    """
    raise NotImplementedError("fit_epoch is yours to write")
