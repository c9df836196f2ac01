"""Takes a node that is reached twice for feedback.

en: Your code sees feedback where two paths merely meet again. What distinguishes a node met twice from a node that reaches itself?
zh: 两条路径只是重新汇合，你的代码却当成了反馈。一个节点被遇到两次，与它能到达自己，有什么区别？
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
    targets = [target for _, target in edges]
    return len(set(targets)) == len(targets) and line_up([n for e in edges for n in e], edges) is not None


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
