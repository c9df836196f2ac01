"""Cuts the graph at every node of the tree.

en: Gradients reach the children of the root, and nothing below them. What does detach do to a value that is used further up?
zh: 梯度只到达根的子节点，再往下就没有了。对还要继续使用的值调用 detach 会怎样？
"""

import torch

CAUGHT_BY = "tree_encode.gradient"


def tree_encode(tree, weight, bias):
    done, todo = [], [(tree, False)]
    while todo:
        part, ready = todo.pop()
        if isinstance(part, torch.Tensor):
            done.append(part)
        elif ready:
            right, left = done.pop(), done.pop()
            done.append(torch.tanh(weight @ torch.cat([left.detach(), right.detach()]) + bias))
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
