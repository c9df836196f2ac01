"""One layer on three levels, each made from the one below."""

import torch
from torch import Tensor, nn


def affine_tensor(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The level of tensors: arithmetic, and nothing else."""
    # Weights are stored as (out, in), one row for each output, hence the transpose.
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x: Tensor, w: Tensor, b: Tensor, upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The level of the graph: what this node hands back to the three it was made from."""
    # New leaves with the data of the arguments: autograd fills in the gradients of these, and knows nothing of those.
    leaves = [argument.detach().requires_grad_() for argument in (x, w, b)]
    with torch.enable_grad():  # also where the caller has switched recording off
        y = affine_tensor(*leaves)
    # grad returns the gradients instead of adding them to .grad, so nothing accumulates from call to call.
    return torch.autograd.grad((y * upstream.detach()).sum(), leaves)


class Affine(nn.Module):
    """The level of modules: a function together with the parameters that it owns."""

    def __init__(self, in_features: int, out_features: int) -> None:
        """Make the two parameters."""
        super().__init__()
        # Only a Parameter is listed by parameters(), saved in the state dict and moved by to(); a plain tensor is not.
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.bias = nn.Parameter(torch.empty(out_features))
        # The bound that nn.Linear uses: sums of in_features products then keep the size of one.
        bound = in_features**-0.5
        nn.init.uniform_(self.weight, -bound, bound)
        nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, x: Tensor) -> Tensor:
        """Call the function with our own parameters; autograd does the rest."""
        return affine_tensor(x, self.weight, self.bias)
