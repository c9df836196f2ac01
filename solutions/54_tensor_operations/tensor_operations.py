"""54 Tensor operations: a worked solution.

Two rules carry everything. Shapes are lined up at their ends, and an axis of size 1 (or one that is missing) is
repeated. And the elements of a tensor have an order, row by row, whatever shape they are given.
"""

import math

import torch
from torch import Tensor


def broadcast_shape(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Find the common shape, axis by axis."""
    rank = max((len(shape) for shape in shapes), default=0)
    # Padded in front: a vector meets the last axis of a matrix, not its first.
    padded = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sizes in zip(*padded, strict=True):
        # Whoever is 1 adapts. The others must agree, and a 0 counts among them: max() would hide it behind the 1s.
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ValueError(f"shapes {shapes} are incompatible: sizes {sizes} meet")
        result.append(others.pop() if others else 1)
    return tuple(result)


def broadcast_add(a: Tensor, b: Tensor) -> Tensor:
    """Add, after a look at the shapes: torch broadcasts by itself, but raises RuntimeError."""
    broadcast_shape(a.shape, b.shape)
    return a + b


def index_select(x: Tensor, dim: int, index: Tensor) -> Tensor:
    """Index the one axis, and take all the others whole."""
    if not -x.dim() <= dim < x.dim():
        raise IndexError(f"dim {dim} is out of range for {x.dim()} axes")
    size = x.shape[dim]
    # Square brackets would count a negative index from the end. all() of nothing is True: no index, no complaint.
    if not bool(((index >= 0) & (index < size)).all()):
        raise IndexError(f"an index lies outside 0..{size - 1}")
    return x[(slice(None),) * (dim % x.dim()) + (index,)]


def reshape(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Work out the -1, then look every element up at its place in the row-major order."""
    if shape.count(-1) > 1:
        raise ValueError(f"{shape} has more than one -1")
    if any(size < -1 for size in shape):
        raise ValueError(f"{shape} has a negative size")
    known = math.prod(size for size in shape if size != -1)
    if -1 in shape:
        # With a 0 among the others the product is 0 whatever stands for the -1.
        if known == 0 or x.numel() % known:
            raise ValueError(f"{x.numel()} elements do not determine {shape}")
        shape = tuple(x.numel() // known if size == -1 else size for size in shape)
    elif known != x.numel():
        raise ValueError(f"{x.numel()} elements do not fill {shape}")
    # torch's own reshape would end it here. By hand, to see what it promises: the position of every place of the
    # result in row-major order, and from it the coordinates in x.
    position = torch.zeros(shape, dtype=torch.int64, device=x.device)
    stride = 1
    for axis in reversed(range(len(shape))):
        steps = torch.arange(shape[axis], device=x.device) * stride
        position = position + steps[(slice(None),) + (None,) * (len(shape) - 1 - axis)]
        stride *= shape[axis]
    if x.dim() == 0:
        return x[(None,) * len(shape)]
    coordinates = []
    for size in reversed(x.shape):
        # An x without elements has no positions either, and the divisor does not matter.
        coordinates.append(position % max(size, 1))
        position = position // max(size, 1)
    return x[tuple(reversed(coordinates))]


def product_gradients(q: Tensor, r: Tensor) -> tuple[Tensor, Tensor]:
    """Write the derivative down: each factor's gradient is the other, summed over the places where it was repeated."""
    shape = broadcast_shape(q.shape, r.shape)
    # torch.autograd.grad(q * r, (q, r)) alone raises: the product is no scalar. What goes back through a sum is ones.
    upstream = torch.ones(shape, dtype=q.dtype, device=q.device)
    return _sum_to(upstream * r.detach(), q), _sum_to(upstream * q.detach(), r)


def _sum_to(gradient: Tensor, like: Tensor) -> Tensor:
    """Sum over the axes along which `like` was repeated; the reverse of broadcasting."""
    missing = gradient.dim() - like.dim()
    if missing:
        gradient = gradient.sum(tuple(range(missing)))
    repeated = [axis for axis in range(like.dim()) if like.shape[axis] == 1 and gradient.shape[axis] != 1]
    return gradient.sum(repeated, keepdim=True) if repeated else gradient
