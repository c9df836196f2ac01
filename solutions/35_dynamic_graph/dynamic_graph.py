"""35 Dynamic graphs: a worked solution.

Nothing here builds a graph. The loops and the questions about the data are Python's own, and autograd records
whatever they happen to compute: another tree, or another number of steps, is simply another graph.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

Tree = Tensor | Sequence["Tree"]


def tree_encode(tree: Tree, weight: Tensor, bias: Tensor) -> Tensor:
    """Walk the tree with a stack: recursion would be shorter, and ends at Python's limit of 1,000 calls."""
    done: list[Tensor] = []  # vectors of finished subtrees
    todo: list[tuple[Tree, bool]] = [(tree, False)]  # with whether its children have been finished
    while todo:
        part, children_are_done = todo.pop()
        if isinstance(part, Tensor):
            done.append(part)
        elif children_are_done:
            # The right child was finished last, so that it lies on top.
            right = done.pop()
            left = done.pop()
            done.append(torch.tanh(weight @ torch.cat([left, right]) + bias))
        else:
            if len(part) != 2:
                raise ValueError(f"a pair has two members, not {len(part)}")
            left, right = part
            # What is pushed last comes first: the left child, the right child, and then the pair itself.
            todo += [(part, True), (right, False), (left, False)]
    return done.pop()


def adaptive_steps(x: Tensor, weight: Tensor, tolerance: float, limit: int) -> tuple[Tensor, int]:
    """Step, look, decide. Only the look leaves the graph; the states stay in it, so that gradients pass every step."""
    steps = 0
    while steps < limit:
        new = torch.tanh(weight @ x)
        steps += 1
        settled = bool((new - x).abs().max() <= tolerance)
        x = new
        if settled:
            break
    return x, steps
