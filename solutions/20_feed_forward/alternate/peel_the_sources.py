"""Computes on demand with an explicit stack, after taking away the nodes without arriving edges, layer by layer."""

import torch


def is_feed_forward(edges):
    arriving, leaving = {}, {}
    for source, target in edges:
        arriving.setdefault(target, []).append(source)
        leaving.setdefault(source, []).append(target)
        arriving.setdefault(source, [])
        leaving.setdefault(target, [])
    count = {node: len(sources) for node, sources in arriving.items()}
    layer, gone = {node for node in count if count[node] == 0}, 0
    while layer:
        following = set()
        for node in layer:
            gone += 1
            for target in leaving[node]:
                count[target] -= 1
                if count[target] == 0:
                    following.add(target)
        layer = following
    return gone == len(count)


def forward(inputs, edges, weights, biases):
    if not is_feed_forward(edges):
        raise ValueError("feedback")
    if weights.shape != (len(edges),):
        raise ValueError("weights")
    arriving = {}
    for i, edge in enumerate(edges):
        arriving.setdefault(edge[0], [])
        arriving.setdefault(edge[1], []).append(i)
    for node in list(inputs) + list(biases):
        arriving.setdefault(node, [])
    known = {node: value.clone() for node, value in inputs.items()}
    shape = next((value.shape for value in inputs.values()), ())
    for wanted in arriving:
        stack = [wanted]
        while stack:
            node = stack[-1]
            if node in known:
                stack.pop()
                continue
            missing = [edges[i][0] for i in arriving[node] if edges[i][0] not in known]
            if missing:
                stack.extend(missing)
                continue
            bias = torch.as_tensor(biases.get(node, 0.0), dtype=weights.dtype, device=weights.device)
            terms = [bias.expand(shape)] + [weights[i] * known[edges[i][0]] for i in arriving[node]]
            known[node] = torch.tanh(torch.stack(terms).sum(0))
            stack.pop()
    return known
