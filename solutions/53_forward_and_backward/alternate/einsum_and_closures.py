"""Every forward leaves behind a closure that knows the way back."""

import torch


class Layer:
    def __init__(self):
        self.back = None

    def backward(self, *upstream):
        if self.back is None:
            raise RuntimeError(f"{type(self).__name__}: forward first")
        return self.back(*upstream)

    def zero_grad(self):
        for name in self.grads:
            self.grads[name] = torch.zeros_like(self.grads[name])


class Linear(Layer):
    def __init__(self, weight, bias):
        super().__init__()
        self.weight, self.bias = weight, bias
        self.grads = {"weight": torch.zeros_like(weight), "bias": torch.zeros_like(bias)}

    def forward(self, x):
        def back(g):
            self.grads["weight"] = self.grads["weight"] + torch.einsum("...o,...i->oi", g, x)
            self.grads["bias"] = self.grads["bias"] + torch.einsum("...o->o", g)
            return torch.einsum("...o,oi->...i", g, self.weight)

        self.back = back
        return torch.einsum("...i,oi->...o", x, self.weight) + self.bias


class ReLU(Layer):
    grads = {}

    def forward(self, x):
        zero = torch.zeros_like(x)
        self.back = lambda g: torch.where(x > 0, g, zero)
        return torch.where(x > 0, x, zero)


class SoftmaxCrossEntropy(Layer):
    grads = {}

    def forward(self, logits, target):
        rows = torch.arange(logits.shape[0], device=logits.device)
        self.back = lambda: self.slope(logits, rows, target)
        return (torch.logsumexp(logits, 1) - logits[rows, target]).mean()

    @staticmethod
    def slope(logits, rows, target):
        p = torch.softmax(logits, -1) / rows.numel()
        p[rows, target] = p[rows, target] - 1 / rows.numel()
        return p


class Sequential:
    def __init__(self, layers):
        self.layers = tuple(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, g):
        for i in range(len(self.layers) - 1, -1, -1):
            g = self.layers[i].backward(g)
        return g

    def zero_grad(self):
        [layer.zero_grad() for layer in self.layers]
