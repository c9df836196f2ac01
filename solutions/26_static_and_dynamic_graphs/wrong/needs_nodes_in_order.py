"""Goes through the nodes in the order in which they are written down.

en: Your executor wants every node after its arguments. In which order does the statement list the nodes?
zh: 你的执行器要求每个节点都排在它的参数之后。题目里节点按什么次序排列？
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
    wanted, stack = set(), list(fetches)
    while stack:
        name = stack.pop()
        if name not in wanted:
            wanted.add(name)
            if nodes[name][0] not in ("placeholder", "constant"):
                if nodes[name][0] not in OPERATIONS:
                    raise ValueError(name)
                stack += nodes[name][1:]
    values = {}
    for name, (operation, *arguments) in nodes.items():
        if name not in wanted:
            continue
        if operation == "placeholder":
            values[name] = feeds[name]
        elif operation == "constant":
            values[name] = arguments[0]
        elif any(argument not in values for argument in arguments):
            raise ValueError(f"{name} stands before its arguments")
        else:
            values[name] = OPERATIONS[operation](*(values[argument] for argument in arguments))
    return [values[name] for name in fetches]
