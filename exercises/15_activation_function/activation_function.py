"""15 Activation functions.

Read question.md (or question.zh.md). Check your work: grade exercise 15
"""

from torch import Tensor


def activate(z: Tensor, name: str) -> Tensor:
    """Apply an activation function to every element.

    z: any shape, also 0-d, float32 or float64.
    name: "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "silu", "gelu" or "gelu_tanh".

    Returns a new tensor with the shape, dtype and device of z. Values and gradients are right, and never inf or nan,
    for every z between -10,000 and 10,000. Raises ValueError for any other name.
    """
    raise NotImplementedError("activate is yours to write")


def neuron(x: Tensor, w: Tensor, b: Tensor, name: str) -> Tensor:
    """Compute one neuron: the activation of the weighted sum of its inputs plus its bias.

    x: `(..., D)`, any leading dimensions or none. w: `(D,)`. b: 0-d. All float32 or all float64. name: as in activate.

    Returns a new tensor of the shape `(...)`, with the dtype and device of x. Raises ValueError for an unknown name.
    """
    raise NotImplementedError("neuron is yours to write")
