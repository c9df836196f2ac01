"""Searches for cycles only where the first node leads to.

en: Your code misses a cycle in a part of the graph that its search does not reach. From which nodes must the search begin?
zh: 有些环在你的搜索到不了的地方，于是被漏掉了。搜索应当从哪些节点出发？
"""

import torch

CAUGHT_BY = "is_feed_forward.value"


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
    if not edges:
        return True
    near, grows = {edges[0][0]}, True
    while grows:
        more = {target for source, target in edges if source in near} - near
        near |= more
        grows = bool(more)
    inside = [edge for edge in edges if edge[0] in near]
    return line_up(near, inside) is not None


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
    for node in line:
        if node in inputs:
            continue
        total = nothing + biases.get(node, 0.0)
        for i in arriving.get(node, ()):
            total = total + weights[i] * values[edges[i][0]]
        values[node] = torch.tanh(total)
    return values
