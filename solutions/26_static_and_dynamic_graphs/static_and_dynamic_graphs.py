"""26 Static and dynamic graphs: a worked solution.

Define-then-run means two times: while the graph is defined nothing is computed, and while it runs the whole graph is
known. Knowing it, the executor can begin at the results that are wanted and follow the names back, so that it
meets the nodes that matter and no others.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

OPERATIONS: Mapping[str, Callable[..., Tensor]] = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": torch.relu,
    "sum": lambda a: a.sum(),
}


def run_graph(
    nodes: Mapping[str, tuple[Any, ...]], fetches: Sequence[str], feeds: Mapping[str, Tensor]
) -> list[Tensor]:
    """Depth first from the fetches, with a stack of our own, since a graph may be deeper than Python's recursion."""
    values: dict[str, Tensor] = {}  # made anew for every run: other feeds, other values
    begun: set[str] = set()
    stack = list(fetches)
    while stack:
        name = stack[-1]
        if name in values:  # another node needed it too, and it was computed for that one
            stack.pop()
            continue
        operation, *arguments = nodes[name]
        if operation == "placeholder":
            values[name] = feeds[name]
        elif operation == "constant":
            values[name] = arguments[0]
        elif operation not in OPERATIONS:
            raise ValueError(f"{name} asks for an unknown operation, {operation!r}")
        else:
            missing = [argument for argument in arguments if argument not in values]
            if not missing:
                values[name] = OPERATIONS[operation](*(values[argument] for argument in arguments))
            elif name in begun:
                # Everything above it on the stack is done, and still something is missing: it waits for itself.
                raise ValueError(f"{name} is part of a cycle")
            else:
                begun.add(name)
                # Whoever has begun and is not done lies below us on the stack, and waits for us.
                if any(argument in begun for argument in missing):
                    raise ValueError(f"{name} is part of a cycle")
                stack.extend(missing)
    return [values[name] for name in fetches]
