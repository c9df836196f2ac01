"""Compares the largest signed change with the tolerance.

en: Your loop stops while entries still fall. How large is a change of -1?
zh: 分量还在下降，你的循环就停了。-1 的变化有多大？
"""

import torch

CAUGHT_BY = "adaptive_steps.value"


def tree_encode(tree, weight, bias):
    done, todo = [], [(tree, False)]
    while todo:
        part, ready = todo.pop()
        if isinstance(part, torch.Tensor):
            done.append(part)
        elif ready:
            right, left = done.pop(), done.pop()
            done.append(torch.tanh(weight @ torch.cat([left, right]) + bias))
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
        settled = bool((new - x).max() <= tolerance)
        x = new
        if settled:
            break
    return x, steps
