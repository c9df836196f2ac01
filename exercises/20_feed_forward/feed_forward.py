"""20 Feed-forward.

Read question.md (or question.zh.md). Check your work: grade exercise 20
"""

from collections.abc import Hashable, Mapping, Sequence

from torch import Tensor

Node = Hashable
Edge = tuple[Node, Node]


def is_feed_forward(edges: Sequence[Edge]) -> bool:
    """Tell whether signals only ever run forward: no node can reach itself along the edges.

    edges: (source, target) pairs of any hashable names. No edges at all are feed-forward.
    """
    raise NotImplementedError("is_feed_forward is yours to write")


def forward(
    inputs: Mapping[Node, Tensor],
    edges: Sequence[Edge],
    weights: Tensor,
    biases: Mapping[Node, float | Tensor],
) -> dict[Node, Tensor]:
    """Compute the value of every node of a network of tanh neurons.

    inputs: the given values, all of one shape, dtype and device. edges: (source, target) pairs.
    weights: `(E,)`, one for each edge, with the dtype and device of the inputs.
    biases: a number or a 0-d tensor for some nodes; the others have 0.

    Returns {node: value} for every node that occurs in inputs, edges or biases. The values have the shape of the
    inputs, their dtype and device; those of the input nodes are the given ones.

    Raises ValueError if the edges are not feed-forward, or if there are not as many weights as edges.
    """
    raise NotImplementedError("forward is yours to write")
