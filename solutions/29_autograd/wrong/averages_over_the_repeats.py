"""Takes means where it should take sums.

en: Your gradient is too small by the number of repeats. An operand that was used n times at once: do its gradients add up, or average?
zh: 你的梯度小了，差的倍数是重复的次数。一个操作数同时被用了 n 次，它的梯度是相加还是取平均？
"""

import torch

CAUGHT_BY = "unbroadcast.value"


def unbroadcast(gradient, shape):
    missing = gradient.dim() - len(shape)
    if missing < 0:
        raise ValueError("too many axes")
    if missing:
        gradient = gradient.mean(tuple(range(missing)))
    for axis, (wanted, size) in enumerate(zip(shape, gradient.shape)):
        if wanted == 1 and size != 1:
            gradient = gradient.mean(axis, keepdim=True)
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
        for result, operands, pull in reversed(self.entries):
            if id(result) not in collected:
                continue
            for operand, gradient in zip(operands, pull(collected[id(result)])):
                known = collected.get(id(operand))
                collected[id(operand)] = gradient if known is None else known + gradient
        return [collected[id(x)].clone() if id(x) in collected else torch.zeros_like(x) for x in inputs]
