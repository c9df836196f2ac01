"""Computes nodes by recursion.

en: A long chain of nodes exceeds Python's recursion limit in your code. How can the same order be walked without calls inside calls?
zh: 很长的链会让你的代码超出 Python 的递归上限。怎样不用层层调用也能按同样的次序走完？
"""

import torch

CAUGHT_BY = "long_chains_are_no_trouble"


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

    def value(node):
        if node not in values:
            total = nothing + biases.get(node, 0.0)
            for i in arriving.get(node, ()):
                total = total + weights[i] * value(edges[i][0])
            values[node] = torch.tanh(total)
        return values[node]

    for node in reversed(line):
        value(node)
    return values
