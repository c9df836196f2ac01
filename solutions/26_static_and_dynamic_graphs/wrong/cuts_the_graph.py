"""Detaches every value.

en: No gradient comes back to the feeds. What separates your values from them?
zh: 梯度回不到输入。是什么把你的结果与它们隔断了？
"""

import torch

CAUGHT_BY = "run_graph.gradient"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": lambda a: torch.relu(a),
    "sum": lambda a: a.sum(),
}


def run_graph(nodes, fetches, feeds):
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
                values[name] = OPERATIONS[operation](*(values[argument].detach() for argument in arguments))
                continue
            begun.add(name)
            if any(argument in begun for argument in missing):
                raise ValueError("cycle")
            stack.extend(missing)
    return [values[name] for name in fetches]
