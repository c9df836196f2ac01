"""Goes on from a state that is cut off from the graph.

en: Your gradient knows the last step alone. Which part of a step may leave the graph, and which must not?
zh: 你的梯度只知道最后一步。一步之中，哪一部分可以离开计算图，哪一部分不可以？
"""

import torch

CAUGHT_BY = "adaptive_steps.gradient"


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
        new = torch.tanh(weight @ x.detach())
        steps += 1
        settled = bool((new - x).abs().max() <= tolerance)
        x = new
        if settled:
            break
    return x, steps
