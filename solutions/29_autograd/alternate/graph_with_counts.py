"""Builds a graph and walks it by counting, for each node, the uses that have not yet reported."""

import torch


def unbroadcast(gradient, shape):
    full = (1,) * (gradient.dim() - len(shape)) + tuple(shape)
    if len(full) != gradient.dim() or any(m not in (1, n) for m, n in zip(full, gradient.shape)):
        raise ValueError(f"{shape} does not broadcast to {tuple(gradient.shape)}")
    for axis in range(gradient.dim()):
        if full[axis] == 1:
            gradient = gradient.narrow(axis, 0, 1) if gradient.shape[axis] == 1 else gradient.sum(axis, True)
    return gradient.reshape(tuple(shape))


class Node:
    def __init__(self, tensor, kind="", parents=()):
        self.tensor, self.kind, self.parents = tensor, kind, parents


class Tape:
    def __init__(self):
        self.nodes = {}

    def node(self, tensor):
        if id(tensor) not in self.nodes:
            self.nodes[id(tensor)] = Node(tensor)
        return self.nodes[id(tensor)]

    def made(self, tensor, kind, *operands):
        parents = [self.node(x) for x in operands]
        self.nodes[id(tensor)] = Node(tensor, kind, parents)
        return tensor

    def add(self, a, b):
        return self.made(torch.add(a, b), "add", a, b)

    def mul(self, a, b):
        return self.made(torch.mul(a, b), "mul", a, b)

    def matmul(self, a, b):
        return self.made(torch.matmul(a, b), "matmul", a, b)

    def sum(self, a):
        return self.made(torch.sum(a), "sum", a)

    def relu(self, a):
        return self.made(torch.where(a > 0, a, torch.zeros_like(a)), "relu", a)

    def back(self, node, g):
        values = [p.tensor for p in node.parents]
        if node.kind == "add":
            return [g, g]
        if node.kind == "mul":
            return [g * values[1], g * values[0]]
        if node.kind == "matmul":
            return [
                torch.matmul(g, values[1].transpose(-1, -2)),
                torch.matmul(values[0].transpose(-1, -2), g),
            ]
        if node.kind == "sum":
            return [g.expand(values[0].shape)]
        return [torch.where(values[0] > 0, g, torch.zeros_like(g))]

    def gradient(self, output, inputs):
        start = self.node(output)
        uses, stack, seen = {id(start): 0}, [start], {id(start)}
        while stack:
            for parent in stack.pop().parents:
                uses[id(parent)] = uses.get(id(parent), 0) + 1
                if id(parent) not in seen:
                    seen.add(id(parent))
                    stack.append(parent)
        total, ready = {id(start): torch.ones_like(output)}, [start]
        while ready:
            node = ready.pop()
            if not node.parents:
                continue
            for parent, g in zip(node.parents, self.back(node, total[id(node)])):
                g = unbroadcast(g, tuple(parent.tensor.shape))
                total[id(parent)] = total[id(parent)] + g if id(parent) in total else g.clone()
                uses[id(parent)] -= 1
                if uses[id(parent)] == 0:
                    ready.append(parent)
        return [
            total.get(id(self.nodes.get(id(x))), torch.zeros_like(x))
            if id(x) in self.nodes
            else torch.zeros_like(x)
            for x in inputs
        ]
