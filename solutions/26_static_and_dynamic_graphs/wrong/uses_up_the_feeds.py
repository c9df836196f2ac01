"""Takes feeds out of the dict as it meets them.

en: After a run the caller's feeds are gone. Which method of a dict reads without removing?
zh: 运行之后，调用者的 feeds 不见了。字典的哪种读取方式不会删除内容？
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
    values, begun, stack = {}, set(), list(fetches)
    while stack:
        name = stack[-1]
        if name in values:
            stack.pop()
            continue
        operation, *arguments = nodes[name]
        if operation == "placeholder":
            values[name] = feeds.pop(name)
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
