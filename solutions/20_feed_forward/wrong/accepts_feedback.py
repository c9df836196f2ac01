"""Computes what it can and leaves the nodes of a cycle out.

en: Given a cycle, your forward returns something. What should it do when the signals run in a circle?
zh: 遇到环时，你的 forward 仍返回了结果。信号绕圈时应当怎么办？
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
    if len(weights) != len(edges):
        raise ValueError("weights")
    nodes = [*inputs, *biases, *(node for edge in edges for node in edge)]
    line = line_up(nodes, edges)
    if line is None:
        return dict(inputs)
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
            total = total + weights[i] * values[edges[i][0]]
        values[node] = torch.tanh(total)
    return values
