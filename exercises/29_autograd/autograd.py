"""29 Autograd.

Read question.md (or question.zh.md). Check your work: grade exercise 29
"""

from collections.abc import Sequence

from torch import Tensor


def unbroadcast(gradient: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Bring the gradient of a broadcast result back to the shape of the operand.

    gradient: any shape, floating point. shape: a shape that broadcasts to the shape of gradient.

    Returns the sums over all repeats, of shape `shape`, with the dtype and device of gradient; it may share memory
    with gradient. Raises ValueError if shape does not broadcast to the shape of gradient.
    """
    raise NotImplementedError("unbroadcast is yours to write")


class Tape:
    """Records operations on tensors, and replays them backwards to find gradients.

    Tensors are told apart by identity: two tensors of equal values are two tensors.
    """

    def __init__(self) -> None:
        """Start with nothing recorded."""
        raise NotImplementedError("Tape is yours to write")

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        """Return a + b, broadcast, and record it."""
        raise NotImplementedError("Tape.add is yours to write")

    def mul(self, a: Tensor, b: Tensor) -> Tensor:
        """Return a * b, broadcast, and record it."""
        raise NotImplementedError("Tape.mul is yours to write")

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        """Return a @ b, of `(..., N, K)` and `(..., K, M)`, leading axes broadcast, and record it."""
        raise NotImplementedError("Tape.matmul is yours to write")

    def sum(self, a: Tensor) -> Tensor:
        """Return the sum of all elements, 0-d, and record it."""
        raise NotImplementedError("Tape.sum is yours to write")

    def relu(self, a: Tensor) -> Tensor:
        """Return max(a, 0), with the slope 0 at 0, and record it."""
        raise NotImplementedError("Tape.relu is yours to write")

    def gradient(self, output: Tensor, inputs: Sequence[Tensor]) -> list[Tensor]:
        """Return the gradient of the sum of output's elements for each of inputs.

        output: any tensor. inputs: tensors, which may be operands, results in between, the output itself, or tensors
        that the output does not depend on (their gradient is zeros).

        Returns a list of tensors with the shapes, dtypes and devices of inputs. May be called any number of times.
        """
        raise NotImplementedError("Tape.gradient is yours to write")
