"""15 Activation functions: a worked solution.

Two things make the formulas of the table harder than they look. exp overflows at 710 (in float32 at 89), and
torch.where differentiates both of its branches, so that an inf in the branch that was not taken turns the gradient
into nan. So every exponential here has an argument that is 0 or less, whatever z is.
"""

import math

import torch
from torch import Tensor


def activate(z: Tensor, name: str) -> Tensor:
    """Apply an activation function to every element."""
    if name not in _ACTIVATIONS:
        raise ValueError(f"no activation is called {name!r}; there are {', '.join(_ACTIVATIONS)}")
    return _ACTIVATIONS[name](z)


def neuron(x: Tensor, w: Tensor, b: Tensor, name: str) -> Tensor:
    """Compute one neuron."""
    return activate(x @ w + b, name)


def _relu(z: Tensor) -> Tensor:
    # Asked this way round, nan <= 0 is False and nan is kept. The gradient at 0 goes into the zeros: slope 0.
    return torch.where(z <= 0, torch.zeros_like(z), z)


def _leaky_relu(z: Tensor) -> Tensor:
    return torch.where(z > 0, z, 0.01 * z)


def _elu(z: Tensor) -> Tensor:
    # The clamp changes nothing that is used: it keeps expm1(10000) = inf out of the branch that is not.
    return torch.where(z > 0, z, torch.expm1(z.clamp(max=0)))


def _softplus(z: Tensor) -> Tensor:
    # log(exp(z) + exp(0)); logaddexp takes the larger one out before it exponentiates, and its gradient is right at 0.
    return torch.logaddexp(z, torch.zeros_like(z))


def _sigmoid(z: Tensor) -> Tensor:
    # 1 / (1 + exp(-z)) has the right value for every z, but where exp(-z) is inf its gradient is 0 * inf.
    # Its logarithm is -softplus(-z), which does not overflow in either direction.
    return torch.exp(-_softplus(-z))


def _tanh(z: Tensor) -> Tensor:
    # Multiply numerator and denominator of the sigmoid of 2z by exp(-z): it is tanh, squeezed into (0, 1).
    return 2 * _sigmoid(2 * z) - 1


def _silu(z: Tensor) -> Tensor:
    return z * _sigmoid(z)


def _gelu(z: Tensor) -> Tensor:
    return z * (0.5 * (1 + torch.erf(z / math.sqrt(2))))


def _gelu_tanh(z: Tensor) -> Tensor:
    return z * (0.5 * (1 + _tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))))


_ACTIVATIONS = {
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "softplus": _softplus,
    "silu": _silu,
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
}
