"""Takes a node that it meets twice for a cycle.

en: Your executor sees a cycle where two nodes merely share an argument. Which nodes wait for the one at hand, and which have been finished?
zh: 两个节点只是共用一个参数，你的执行器却认为有环。哪些节点在等待当前节点，哪些已经完成？
"""

import torch

CAUGHT_BY = "run_graph.value"


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
            if stack.count(name):
                raise ValueError("cycle")
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
