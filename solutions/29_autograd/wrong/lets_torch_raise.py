"""Leaves the check of the shape to sum_to_size.

en: For a shape that does not fit, your unbroadcast raises what torch raises. Which exception does the statement ask for?
zh: 形状不合适时，你的 unbroadcast 抛出的是 torch 的异常。题目要求的是哪一种？
"""

import torch

CAUGHT_BY = "unbroadcast.rejects"


def unbroadcast(gradient, shape):
    return gradient.sum_to_size(shape)


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
        collected = {id(output): torch.ones_like(output)}
        for result, operands, pull in reversed(self.entries):
            if id(result) not in collected:
                continue
            for operand, gradient in zip(operands, pull(collected[id(result)])):
                known = collected.get(id(operand))
                collected[id(operand)] = gradient if known is None else known + gradient
        return [collected[id(x)].clone() if id(x) in collected else torch.zeros_like(x) for x in inputs]
