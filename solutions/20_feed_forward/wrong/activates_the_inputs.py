"""Applies tanh to the given values too.

en: Your input nodes do not have the values that were given. Does an input node compute anything?
zh: 你的输入节点的值与给定的不同。输入节点需要计算什么吗？
"""

import torch

CAUGHT_BY = "forward.value"


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
    if len(weights) != len(edges):
        raise ValueError("weights")
    line = line_up([*inputs, *biases, *(node for edge in edges for node in edge)], edges)
    if line is None:
        raise ValueError("feedback")
    arriving = {}
    for i, (_, target) in enumerate(edges):
        arriving.setdefault(target, []).append(i)
    nothing = torch.zeros_like(next(iter(inputs.values()), weights.new_zeros(())))
    values = {node: torch.tanh(x) for node, x in inputs.items()}
    for node in line:
        if node in inputs:
            continue
        total = nothing + biases.get(node, 0.0)
        for i in arriving.get(node, ()):
            total = total + weights[i] * values[edges[i][0]]
        values[node] = torch.tanh(total)
    return values
