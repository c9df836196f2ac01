"""Recurses on one side of the tree only.

en: Your code handles a tree that is deep on one side, and not one that is deep on the other. Which of the two calls is still inside another?
zh: 一侧很深的树你能处理，另一侧很深的却不行。两个调用里，哪一个仍嵌套在另一个之中？
"""

import torch

CAUGHT_BY = "two_thousand_levels_work"


def tree_encode(tree, weight, bias):
    rights = []
    while not isinstance(tree, torch.Tensor):
        if len(tree) != 2:
            raise ValueError("a pair has two members")
        rights.append(tree[1])
        tree = tree[0]
    for right in reversed(rights):
        tree = torch.tanh(weight @ torch.cat([tree, tree_encode(right, weight, bias)]) + bias)
    return tree


def adaptive_steps(x, weight, tolerance, limit):
    steps = 0
    while steps < limit:
        new = torch.tanh(weight @ x)
        steps += 1
        settled = bool((new - x).abs().max() <= tolerance)
        x = new
        if settled:
            break
    return x, steps
