"""Remembers values for the next run.

en: Your executor gives old values for new feeds. What may it remember when a run is over?
zh: 换了新的输入，你的执行器仍给出旧的值。一次运行结束后，还可以记住什么？
"""

import torch

CAUGHT_BY = "every_run_begins_anew"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": lambda a: torch.relu(a),
    "sum": lambda a: a.sum(),
}

SEEN = {}


def run_graph(nodes, fetches, feeds):
    key = tuple((name, node[0], *map(str, node[1:])) for name, node in nodes.items())
    values = SEEN.setdefault(key, {})
    begun, stack = set(), list(fetches)
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
