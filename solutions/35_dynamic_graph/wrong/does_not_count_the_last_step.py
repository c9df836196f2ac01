"""Counts a step only when it goes on.

en: Your count is one too small when it stops early. Has the step been taken whose change was small enough?
zh: 提前停止时，你的步数少了一。变化足够小的那一步，算不算走过了？
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
        settled = bool((new - x).abs().max() <= tolerance)
        x = new
        if settled:
            break
        steps += 1
    return x, steps
