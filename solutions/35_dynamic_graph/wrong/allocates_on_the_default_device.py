"""Begins with a vector of zeros on the default device.

en: Your code makes a tensor on the default device. Where do the weights live?
zh: 你的代码在默认设备上新建了张量。权重在哪里？
"""

import torch

CAUGHT_BY = "tree_encode.device_agnostic"


def tree_encode(tree, weight, bias):
    done, todo = [], [(tree, False)]
    while todo:
        part, ready = todo.pop()
        if isinstance(part, torch.Tensor):
            done.append(part)
        elif ready:
            right, left = done.pop(), done.pop()
            done.append(
                torch.tanh(
                    weight @ torch.cat([left, right]) + bias + torch.zeros(len(bias), dtype=bias.dtype)
                )
            )
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
