"""Returns results in the order in which they were computed.

en: Your results come in another order than the fetches. Which order does the caller expect?
zh: 你的结果次序与 fetches 不一致。调用者期望的是哪种次序？
"""

import torch

CAUGHT_BY = "fetches_may_repeat"


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
                values[name] = OPERATIONS[operation](*(values[argument] for argument in arguments))
                continue
            begun.add(name)
            if any(argument in begun for argument in missing):
                raise ValueError("cycle")
            stack.extend(missing)
    return [value for name, value in values.items() if name in fetches]
