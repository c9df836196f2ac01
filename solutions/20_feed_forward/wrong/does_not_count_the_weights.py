"""Pairs edges and weights with zip, and drops what is left over.

en: Your code accepts more or fewer weights than edges. What does zip do with the rest?
zh: 权重与边的数目不同，你的代码也接受。zip 会怎样处理多余的部分？
"""

import torch

CAUGHT_BY = "forward.rejects"


def line_up(nodes, edges):
    waiting = dict.fromkeys(nodes, 0)
    ahead = {node: [] for node in waiting}
    for source, target in edges:
        waiting[target] += 1
        ahead[source].append(target)
    line = [node for node in waiting if waiting[node] == 0]
    for node in line:
        for target in ahead[node]:
            waiting[target] -= 1
            if waiting[target] == 0:
                line.append(target)
    return line if len(line) == len(waiting) else None


def is_feed_forward(edges):
    return line_up([node for edge in edges for node in edge], edges) is not None


def forward(inputs, edges, weights, biases):
    line = line_up([*inputs, *biases, *(node for edge in edges for node in edge)], edges)
    if line is None:
        raise ValueError("feedback")
    arriving = {}
    for i, (_, target) in enumerate(edges):
        arriving.setdefault(target, []).append(i)
    nothing = torch.zeros_like(next(iter(inputs.values()), weights.new_zeros(())))
    values = dict(inputs)
    for node in line:
        if node in inputs:
            continue
        total = nothing + biases.get(node, 0.0)
        for i in arriving.get(node, ()):
            if i >= len(weights):
                continue
            total = total + weights[i] * values[edges[i][0]]
        values[node] = torch.tanh(total)
    return values
