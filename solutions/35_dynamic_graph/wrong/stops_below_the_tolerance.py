"""Stops only when the change is strictly smaller than the tolerance.

en: A change of exactly the tolerance does not stop your loop. What does the statement say about equality?
zh: 变化恰好等于容差时，你的循环没有停。题目对相等的情况怎么说？
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
        settled = bool((new - x).abs().max() < tolerance)
        x = new
        if settled:
            break
    return x, steps
