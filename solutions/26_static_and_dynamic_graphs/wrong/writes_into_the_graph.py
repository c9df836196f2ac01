"""Replaces nodes by their values.

en: After a run your graph is another one: nodes have turned into values. To whom does the graph belong?
zh: 运行之后，图被改掉了：节点变成了值。图是谁的？
"""

import torch

CAUGHT_BY = "run_graph.untouched"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": lambda a: torch.relu(a),
    "sum": lambda a: a.sum(),
}


def run_graph(nodes, fetches, feeds):
    begun, stack = set(), list(fetches)
    values = {}
    while stack:
        name = stack[-1]
        if name in values:
            stack.pop()
            continue
        operation, *arguments = nodes[name]
        if operation == "placeholder":
            values[name] = feeds[name]
        elif operation == "constant":
            values[name] = arguments[0]
        elif operation not in OPERATIONS:
            raise ValueError(operation)
        else:
            missing = [argument for argument in arguments if argument not in values]
            if not missing:
                values[name] = nodes[name] = OPERATIONS[operation](
                    *(values[argument] for argument in arguments)
                )
                nodes[name] = ("constant", values[name])
                continue
            begun.add(name)
            if any(argument in begun for argument in missing):
                raise ValueError("cycle")
            stack.extend(missing)
    return [values[name] for name in fetches]
