"""26 Static and dynamic graphs.

Read question.md (or question.zh.md). Check your work: grade exercise 26
"""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor


def run_graph(
    nodes: Mapping[str, tuple[Any, ...]], fetches: Sequence[str], feeds: Mapping[str, Tensor]
) -> list[Tensor]:
    """Run a graph that was defined beforehand, as far as the fetches need it.

    nodes: {name: (operation, *arguments)} in any order. Operations: ("placeholder",), ("constant", tensor),
        ("add", a, b), ("mul", a, b), ("matmul", a, b), ("relu", a), ("sum", a); a and b are names of nodes.
    fetches: names of the nodes whose values are wanted. feeds: {name of a placeholder: tensor}.

    Returns the values of the fetches, in their order. Among the nodes that the fetches need, raises KeyError for a
    placeholder without a feed and for a name that is no node, and ValueError for an unknown operation and for a cycle.
    """
    raise NotImplementedError("run_graph is yours to write")
