"""Does not apply tanh at the root.

en: Entries of your root can be larger than 1. Is the root a node like the others?
zh: 你的根向量的分量可能大于 1。根与其他节点有区别吗？
"""

import torch

CAUGHT_BY = "tree_encode.value"


def tree_encode(tree, weight, bias):
    done, todo = [], [(tree, False)]
    while todo:
        part, ready = todo.pop()
        if isinstance(part, torch.Tensor):
            done.append(part)
        elif ready:
            right, left = done.pop(), done.pop()
            node = weight @ torch.cat([left, right]) + bias
            done.append(node if part is tree else torch.tanh(node))
        elif len(part) != 2:
            raise ValueError("a pair has two members")
        else:
            todo += [(part, True), (part[1], False), (part[0], False)]
    return done.pop()


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
