"""Writes the recursion as generators and runs them with a stack; checks the tolerance with allclose's own rule."""

import torch


def visit(tree, weight, bias):
    if isinstance(tree, (list, tuple)):
        try:
            first, second = tree
        except ValueError:
            raise ValueError(f"{len(tree)} members in a pair") from None
        left = yield first
        right = yield second
        children = torch.stack([left, right]).reshape(-1)
        return torch.tanh(torch.einsum("ij,j->i", weight, children) + bias)
    return tree


def tree_encode(tree, weight, bias):
    stack, answer = [visit(tree, weight, bias)], None
    while stack:
        try:
            stack.append(visit(stack[-1].send(answer), weight, bias))
            answer = None
        except StopIteration as finished:
            stack.pop()
            answer = finished.value
    return answer


def adaptive_steps(x, weight, tolerance, limit):
    history = [x]
    while len(history) <= limit:
        history.append(torch.tanh(torch.matmul(weight, history[-1])))
        with torch.no_grad():
            if torch.dist(history[-1], history[-2], p=float("inf")).item() <= tolerance:
                break
    return history[-1], len(history) - 1
