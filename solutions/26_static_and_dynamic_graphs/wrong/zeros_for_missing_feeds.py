"""Takes 0 for a placeholder that was not fed.

en: Your executor invents a value for a placeholder without a feed. Would anybody notice the mistake?
zh: 占位符没有输入时，你的执行器编造了一个值。这样的错误还有谁能发现？
"""

import torch

CAUGHT_BY = "run_graph.rejects"


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
            values[name] = feeds.get(name, torch.zeros(()))
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
