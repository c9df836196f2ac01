"""Encodes trees by recursion.

en: A deep tree exceeds Python's recursion limit in your code. What can hold the unfinished work instead of the call stack?
zh: 很深的树会让你的代码超出 Python 的递归上限。不用调用栈，未完成的工作可以放在哪里？
"""

import torch

CAUGHT_BY = "two_thousand_levels_work"


def tree_encode(tree, weight, bias):
    if isinstance(tree, torch.Tensor):
        return tree
    if len(tree) != 2:
        raise ValueError("a pair has two members")
    left, right = (tree_encode(child, weight, bias) for child in tree)
    return torch.tanh(weight @ torch.cat([left, right]) + bias)


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
