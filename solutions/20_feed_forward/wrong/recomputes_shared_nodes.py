"""Computes every node anew for each edge that asks for it.

en: Your code does not come to an end when many nodes are shared: it seems to compute each of them once for every path. How often is once enough?
zh: 当许多节点被共用时，你的代码算不完：像是对每条路径都重算一遍。每个节点算几次就够了？
"""

import torch

CAUGHT_BY = "two_hundred_diamonds_are_no_trouble"


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
    import sys

    sys.setrecursionlimit(20_000)
    asked = []

    def value(node):
        asked.append(node)
        if node in inputs:
            return inputs[node]
        total = nothing + biases.get(node, 0.0)
        for i in arriving.get(node, ()):
            total = total + weights[i] * value(edges[i][0])
        return torch.tanh(total)

    return {node: value(node) for node in line}
