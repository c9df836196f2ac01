"""35 Dynamic graphs.

Read question.md (or question.zh.md). Check your work: grade exercise 35
"""

from collections.abc import Sequence

from torch import Tensor

Tree = Tensor | Sequence["Tree"]


def tree_encode(tree: Tree, weight: Tensor, bias: Tensor) -> Tensor:
    """Encode a binary tree into one vector, from its leaves to its root.

    tree: a leaf, which is a vector `(d,)`, or a pair of trees, a list or tuple of two. Any depth.
    weight: `(d, 2d)`. bias: `(d,)`. All floating point, of one dtype, on one device.

    Returns the vector of the root, `(d,)`; of a tree that is a leaf, the leaf. Raises ValueError if a list or tuple
    does not have two members.
    """
    raise NotImplementedError("tree_encode is yours to write")


def adaptive_steps(x: Tensor, weight: Tensor, tolerance: float, limit: int) -> tuple[Tensor, int]:
    """Repeat x <- tanh(weight @ x) until no entry moves by more than tolerance.

    x: `(d,)`. weight: `(d, d)`. tolerance: the largest change at which it stops. limit: at most so many steps.

    Returns (last state, steps taken); with limit 0, (x, 0).
    """
    raise NotImplementedError("adaptive_steps is yours to write")
