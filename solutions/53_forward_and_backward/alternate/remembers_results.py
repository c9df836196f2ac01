"""ReLU remembers its result, the loss the shifted exponentials, gradients are added in place, layers are chained in pairs."""

import torch


class Linear:
    def __init__(self, weight, bias):
        self.weight = weight
        self.bias = bias
        self.inputs = []
        self.grads = dict(weight=weight * 0, bias=bias * 0)

    def forward(self, x):
        self.inputs = [x.clone()]
        return torch.matmul(x, self.weight.transpose(0, 1)) + self.bias

    def backward(self, upstream):
        if not self.inputs:
            raise RuntimeError("no forward yet")
        x = self.inputs[-1]
        outer = upstream.unsqueeze(-1) * x.unsqueeze(-2)
        self.grads["weight"] += outer.sum_to_size(1, *self.weight.shape).squeeze(0) if x.dim() > 1 else outer
        self.grads["bias"] += upstream.sum_to_size(self.bias.shape)
        return torch.matmul(upstream, self.weight)

    def zero_grad(self):
        self.grads["weight"].zero_()
        self.grads["bias"].zero_()


class ReLU:
    def __init__(self):
        self.grads = {}

    def forward(self, x):
        self.result = torch.relu(x)
        return self.result.clone()

    def backward(self, upstream):
        try:
            return upstream * torch.sign(self.result)
        except AttributeError:
            raise RuntimeError("no forward yet") from None

    def zero_grad(self):
        self.grads = {}


class SoftmaxCrossEntropy:
    odds = None

    def forward(self, logits, target):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        self.odds = shifted.exp()
        self.picked = target.unsqueeze(1) == torch.arange(logits.shape[1], device=logits.device)
        zero = torch.zeros_like(shifted)
        return (self.odds.sum(1).log() - torch.where(self.picked, shifted, zero).sum(1)).sum() / logits.shape[
            0
        ]

    def backward(self):
        if self.odds is None:
            raise RuntimeError("no forward yet")
        p = self.odds / self.odds.sum(1, keepdim=True)
        return (p - self.picked.to(p.dtype)) / p.shape[0]


class Sequential:
    """The first layer, and a Sequential of all others."""

    def __init__(self, layers):
        self.first = layers[0] if layers else None
        self.rest = Sequential(layers[1:]) if layers else None

    def forward(self, x):
        return x if self.first is None else self.rest.forward(self.first.forward(x))

    def backward(self, upstream):
        return upstream if self.first is None else self.first.backward(self.rest.backward(upstream))

    def zero_grad(self):
        if self.first is not None:
            self.first.zero_grad()
            self.rest.zero_grad()
