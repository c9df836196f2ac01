"""Follows every path from the output back to the inputs.

en: Your code takes forever when results are shared: it seems to walk every path. How many paths do forty doublings have, and how many steps?
zh: 当结果被反复共用时，你的代码慢得无法结束：像是走遍了每一条路径。翻倍四十次有多少条路径，又有多少步？
"""

import torch

CAUGHT_BY = "shared_results_are_walked_once"


def unbroadcast(gradient, shape):
    missing = gradient.dim() - len(shape)
    if missing < 0:
        raise ValueError("too many axes")
    if missing:
        gradient = gradient.sum(tuple(range(missing)))
    for axis, (wanted, size) in enumerate(zip(shape, gradient.shape)):
        if wanted == 1 and size != 1:
            gradient = gradient.sum(axis, keepdim=True)
        elif wanted != size:
            raise ValueError("does not broadcast")
    return gradient


class Tape:
    def __init__(self):
        self.entries = []

    def record(self, result, operands, pull):
        self.entries.append((result, operands, pull))
        return result

    def add(self, a, b):
        return self.record(a + b, (a, b), lambda g: (unbroadcast(g, a.shape), unbroadcast(g, b.shape)))

    def mul(self, a, b):
        return self.record(
            a * b, (a, b), lambda g: (unbroadcast(g * b, a.shape), unbroadcast(g * a, b.shape))
        )

    def matmul(self, a, b):
        return self.record(
            a @ b, (a, b), lambda g: (unbroadcast(g @ b.mT, a.shape), unbroadcast(a.mT @ g, b.shape))
        )

    def sum(self, a):
        return self.record(a.sum(), (a,), lambda g: (g * torch.ones_like(a),))

    def relu(self, a):
        return self.record(a.clamp(min=0), (a,), lambda g: (g * (a > 0),))

    def gradient(self, output, inputs):
        totals = [torch.zeros_like(x) for x in inputs]
        made = {id(entry[0]): entry for entry in self.entries}
        stack = [(output, torch.ones_like(output))]
        while stack:
            tensor, upstream = stack.pop()
            for place, x in enumerate(inputs):
                if x is tensor:
                    totals[place] = totals[place] + upstream
            if id(tensor) in made:
                _, operands, pull = made[id(tensor)]
                stack += zip(operands, pull(upstream))
        return totals
