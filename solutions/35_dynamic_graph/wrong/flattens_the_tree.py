"""Folds the leaves from left to right, whatever the tree.

en: Your result depends on the leaves alone, and not on how they are nested. Where does ((a, b), (c, d)) differ from (((a, b), c), d)?
zh: 你的结果只取决于叶子，而与嵌套方式无关。((a, b), (c, d)) 与 (((a, b), c), d) 有什么不同？
"""

import torch

CAUGHT_BY = "tree_encode.value"


def tree_encode(tree, weight, bias):
    leaves, todo = [], [(tree, False)]
    while todo:
        part, ready = todo.pop()
        if isinstance(part, torch.Tensor):
            leaves.append(part)
        elif ready:
            continue
        elif len(part) != 2:
            raise ValueError("a pair has two members")
        else:
            todo += [(part, True), (part[1], False), (part[0], False)]
    result = leaves[0]
    for leaf in leaves[1:]:
        result = torch.tanh(weight @ torch.cat([result, leaf]) + bias)
    return result


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
