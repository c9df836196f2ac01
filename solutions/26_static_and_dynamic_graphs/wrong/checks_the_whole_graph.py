"""Refuses a graph with an unknown operation anywhere.

en: Your executor refuses a graph because of a node that no fetch needs. Which nodes must be in order?
zh: 因为一个用不到的节点，你的执行器拒绝了整个图。哪些节点必须没有问题？
"""

import torch

CAUGHT_BY = "what_is_not_needed_does_not_run"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": lambda a: torch.relu(a),
    "sum": lambda a: a.sum(),
}


def run_graph(nodes, fetches, feeds):
    known = {"placeholder", "constant", *OPERATIONS}
    if any(node[0] not in known for node in nodes.values()):
        raise ValueError("unknown operation")
    values, begun, stack = {}, set(), list(fetches)
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
                values[name] = OPERATIONS[operation](*(values[argument] for argument in arguments))
                continue
            begun.add(name)
            if any(argument in begun for argument in missing):
                raise ValueError("cycle")
            stack.extend(missing)
    return [values[name] for name in fetches]
