"""Runs every node of the graph.

en: Your executor runs nodes that no fetch needs: a fault in one of them ends the run. Where should it begin, at the first node or at the fetches?
zh: 你的执行器运行了 fetches 不需要的节点：其中的错误会中断整个运行。应当从第一个节点开始，还是从 fetches 开始？
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
    values, begun, stack = {}, set(), [*nodes, *fetches]
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
