"""Computes nodes in the order in which the edges are listed.

en: Your values depend on the order of the edge list. When may a node be computed: when it is mentioned, or when something else is known?
zh: 你的结果取决于边的排列次序。一个节点什么时候才能计算：被提到的时候，还是等什么都已知的时候？
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
    values = dict(inputs)
    mentioned = dict.fromkeys([*biases, *(node for edge in edges for node in edge)])
    for node in mentioned:
        if node in inputs:
            continue
        total = nothing + biases.get(node, 0.0)
        for i in arriving.get(node, ()):
            total = total + weights[i] * values.get(edges[i][0], nothing)
        values[node] = torch.tanh(total)
    return values
