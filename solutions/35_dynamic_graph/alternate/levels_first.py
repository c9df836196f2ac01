"""Numbers all pairs from the root down, and computes them from the last number up."""

import torch


def tree_encode(tree, weight, bias):
    if torch.is_tensor(tree):
        return tree
    pairs, places = [tree], []
    for pair in pairs:
        if len(pair) != 2:
            raise ValueError("not a pair")
        places.append([])
        for child in pair:
            if torch.is_tensor(child):
                places[-1].append(child)
            else:
                places[-1].append(len(pairs))
                pairs.append(child)
    values = {}
    d = bias.shape[0]
    for number in range(len(pairs) - 1, -1, -1):
        left, right = (values[p] if isinstance(p, int) else p for p in places[number])
        values[number] = (weight[:, :d].mv(left) + weight[:, d:].mv(right) + bias).tanh()
    return values[0]


def adaptive_steps(x, weight, tolerance, limit):
    for taken in range(limit):
        following = (weight * x).sum(-1).tanh()
        change = (following - x).abs()
        x = following
        if all(c <= tolerance for c in change.tolist()):
            return x, taken + 1
    return x, limit
