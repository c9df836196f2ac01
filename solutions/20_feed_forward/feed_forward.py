"""20 Feed-forward: a worked solution.

Feed-forward means that the nodes can be put in a line such that every edge points ahead. Finding that line answers
both questions: if there is none, there is feedback; if there is one, computing in its order finds every source ready.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence

import torch
from torch import Tensor

Node = Hashable
Edge = tuple[Node, Node]


def _line_up(nodes: Iterable[Node], edges: Sequence[Edge]) -> list[Node] | None:
    """Return the nodes so that every edge points ahead, or None where some edges form a cycle (Kahn, 1962)."""
    waits_for = dict.fromkeys(nodes, 0)
    leads_to: dict[Node, list[Node]] = {node: [] for node in waits_for}
    for source, target in edges:
        waits_for[target] += 1
        leads_to[source].append(target)
    ready = deque(node for node, count in waits_for.items() if count == 0)
    line = []
    while ready:
        node = ready.popleft()
        line.append(node)
        for target in leads_to[node]:
            waits_for[target] -= 1
            if waits_for[target] == 0:
                ready.append(target)
    # The nodes of a cycle wait for one another for ever, and so does whatever comes after them.
    return line if len(line) == len(waits_for) else None


def is_feed_forward(edges: Sequence[Edge]) -> bool:
    """Look for a line; a self-loop is the shortest cycle, and the same count finds it."""
    nodes = [node for edge in edges for node in edge]
    return _line_up(nodes, edges) is not None


def forward(
    inputs: Mapping[Node, Tensor],
    edges: Sequence[Edge],
    weights: Tensor,
    biases: Mapping[Node, float | Tensor],
) -> dict[Node, Tensor]:
    """Walk along the line: every value is computed once, after all that it depends on."""
    if len(weights) != len(edges):
        raise ValueError(f"{len(edges)} edges need as many weights, not {len(weights)}")
    nodes = [*inputs, *biases, *(node for edge in edges for node in edge)]
    line = _line_up(nodes, edges)
    if line is None:
        raise ValueError("the edges contain a cycle: this network is not feed-forward")

    arriving: dict[Node, list[int]] = {}
    for i, (_, target) in enumerate(edges):  # by number, so that parallel edges stay two
        arriving.setdefault(target, []).append(i)

    # zeros_like takes over shape, dtype and device; without any input the weights know dtype and device.
    nothing = torch.zeros_like(next(iter(inputs.values()), weights.new_zeros(())))
    values = dict(inputs)  # a dict of our own: the caller's must not grow
    for node in line:
        if node in inputs:
            continue
        total = nothing + biases.get(node, 0.0)
        for i in arriving.get(node, ()):
            total = total + weights[i] * values[edges[i][0]]
        values[node] = torch.tanh(total)
    return values
