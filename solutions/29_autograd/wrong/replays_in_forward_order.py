"""Reads the tape from its beginning.

en: Your gradient stops after one operation. When is the gradient of a result complete, so that it may be passed on?
zh: 你的梯度只传过了一个运算。一个结果的梯度在什么时候才算完整，可以继续往回传？
"""

import torch

CAUGHT_BY = "gradients_match_autograd"


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
        collected = {id(output): torch.ones_like(output)}
        for result, operands, pull in self.entries:
            if id(result) not in collected:
                continue
            for operand, gradient in zip(operands, pull(collected[id(result)])):
                known = collected.get(id(operand))
                collected[id(operand)] = gradient if known is None else known + gradient
        return [collected[id(x)].clone() if id(x) in collected else torch.zeros_like(x) for x in inputs]
