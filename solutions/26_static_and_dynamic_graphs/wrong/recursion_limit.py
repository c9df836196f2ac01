"""Computes nodes by recursion.

en: A deep graph exceeds Python's recursion limit in your executor. What can hold the nodes that wait, instead of the call stack?
zh: 很深的图会让你的执行器超出 Python 的递归上限。不用调用栈，等待中的节点可以放在哪里？
"""

import torch

CAUGHT_BY = "deep_graphs_are_no_trouble"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": lambda a: torch.relu(a),
    "sum": lambda a: a.sum(),
}


def run_graph(nodes, fetches, feeds):
    values, begun = {}, set()

    def value(name):
        if name in values:
            return values[name]
        if name in begun:
            raise ValueError("cycle")
        begun.add(name)
        operation, *arguments = nodes[name]
        if operation == "placeholder":
            values[name] = feeds[name]
        elif operation == "constant":
            values[name] = arguments[0]
        elif operation not in OPERATIONS:
            raise ValueError(operation)
        else:
            values[name] = OPERATIONS[operation](*(value(argument) for argument in arguments))
        return values[name]

    return [value(name) for name in fetches]
