"""Has torch's own autograd find the gradients.

en: Your tape is torch's own autograd in disguise. Which gradient does each operation hand back to its operands?
zh: 你的带子其实就是 torch 自己的 autograd。每个运算把怎样的梯度交还给它的操作数？
"""

import torch

CAUGHT_BY = "allowed_means_only"


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
        self.twins = {}

    def twin(self, x):
        return self.twins.setdefault(id(x), (x, x.clone().requires_grad_()))[1]

    def record(self, made):
        plain = made.detach().clone()
        self.twins[id(plain)] = (plain, made)
        return plain

    def add(self, a, b):
        return self.record(self.twin(a) + self.twin(b))

    def mul(self, a, b):
        return self.record(self.twin(a) * self.twin(b))

    def matmul(self, a, b):
        return self.record(self.twin(a) @ self.twin(b))

    def sum(self, a):
        return self.record(self.twin(a).sum())

    def relu(self, a):
        return self.record(self.twin(a).relu())

    def gradient(self, output, inputs):
        total = self.twin(output).sum()
        found = [
            torch.autograd.grad(total, self.twin(x), retain_graph=True, allow_unused=True)[0] for x in inputs
        ]
        return [torch.zeros_like(x) if g is None else g for x, g in zip(inputs, found)]
