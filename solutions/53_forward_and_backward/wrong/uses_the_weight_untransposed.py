"""Passes the gradient back through weight.T.

en: Your gradient of x goes through the transposed weight. The forward pass used one orientation: which does the way back need?
zh: 你的 x 的梯度经过的是转置后的 weight。前向用了一种方向，反向需要哪一种？
"""

import torch

CAUGHT_BY = "linear_matches_autograd"


class Linear:
    def __init__(self, weight, bias):
        self.weight, self.bias, self.x = weight, bias, None
        self.zero_grad()

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        if self.x is None:
            raise RuntimeError("forward first")
        x = self.x.reshape(-1, self.x.shape[-1])
        rows = upstream.reshape(-1, upstream.shape[-1])
        self.grads["weight"] = self.grads["weight"] + rows.T @ x
        self.grads["bias"] = self.grads["bias"] + rows.sum(0)
        return upstream @ self.weight.T

    def zero_grad(self):
        self.grads = {"weight": torch.zeros_like(self.weight), "bias": torch.zeros_like(self.bias)}


class ReLU:
    def __init__(self):
        self.grads, self.positive = {}, None

    def forward(self, x):
        self.positive = x > 0
        return x.clamp(min=0)

    def backward(self, upstream):
        if self.positive is None:
            raise RuntimeError("forward first")
        return upstream * self.positive

    def zero_grad(self):
        pass


class SoftmaxCrossEntropy:
    def __init__(self):
        self.known = None

    def forward(self, logits, target):
        log_p = torch.log_softmax(logits, dim=1)
        self.known = log_p, target
        return -log_p.gather(1, target[:, None]).mean()

    def backward(self):
        if self.known is None:
            raise RuntimeError("forward first")
        log_p, target = self.known
        one_hot = torch.zeros_like(log_p).scatter(1, target[:, None], 1.0)
        return (log_p.exp() - one_hot) / len(target)


class Sequential:
    def __init__(self, layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, upstream):
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        return upstream

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()
