"""Computes a node anew for everything that needs it.

en: Your executor does not come to an end when nodes are shared: it computes them once for every path. How often is a node to run?
zh: 节点被共用时，你的执行器算不完：每条路径都重算一次。一个节点应当运行几次？
"""

import torch

CAUGHT_BY = "every_node_runs_once"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "matmul": lambda a, b: a @ b,
    "relu": lambda a: torch.relu(a),
    "sum": lambda a: a.sum(),
}


def run_graph(nodes, fetches, feeds):
    def value(name, above):
        if name in above:
            raise ValueError("cycle")
        operation, *arguments = nodes[name]
        if operation == "placeholder":
            return feeds[name]
        if operation == "constant":
            return arguments[0]
        if operation not in OPERATIONS:
            raise ValueError(operation)
        return OPERATIONS[operation](*(value(argument, above | {name}) for argument in arguments))

    return [value(name, frozenset()) for name in fetches]
