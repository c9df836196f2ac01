"""Sums over the missing axes, but leaves the axes of size 1 as they were repeated.

en: Your gradient keeps the size to which an axis was repeated. What happened to an axis of size 1 on the way forward, and what must undo it?
zh: 你的梯度保留了轴被重复后的大小。前向时大小为 1 的轴发生了什么，反向时该怎样还原？
"""

import torch

CAUGHT_BY = "unbroadcast.shape"


def unbroadcast(gradient, shape):
    missing = gradient.dim() - len(shape)
    if missing < 0:
        raise ValueError("too many axes")
    if missing:
        gradient = gradient.sum(tuple(range(missing)))
    for wanted, size in zip(shape, gradient.shape):
        if wanted not in (1, size):
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
        collected = {id(output): torch.ones_like(output)}
        for result, operands, pull in reversed(self.entries):
            if id(result) not in collected:
                continue
            for operand, gradient in zip(operands, pull(collected[id(result)])):
                known = collected.get(id(operand))
                collected[id(operand)] = gradient if known is None else known + gradient
        return [collected[id(x)].clone() if id(x) in collected else torch.zeros_like(x) for x in inputs]
