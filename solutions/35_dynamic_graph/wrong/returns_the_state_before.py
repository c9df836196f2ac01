"""Returns the state before the last step.

en: Your state is one step behind. Which of the two states is the last one?
zh: 你返回的状态慢了一步。两个状态里，哪一个才是最后的？
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
        settled = bool((new - x).abs().max() <= tolerance)
        if settled:
            break
        x = new
    return x, steps
