"""54 Tensor operations.

Read question.md (or question.zh.md). Check your work: grade exercise 54
"""

from torch import Tensor


def broadcast_shape(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Find the shape to which all of these shapes broadcast.

    shapes: any number of tuples of sizes, 0 or more each. Without any shape the answer is ().

    Returns a tuple of ints. Raises ValueError if the shapes are incompatible.
    """
    raise NotImplementedError("broadcast_shape is yours to write")


def broadcast_add(a: Tensor, b: Tensor) -> Tensor:
    """Add two tensors of shapes that need not be equal.

    a, b: floating point, one dtype, one device, any shapes that are compatible.

    Returns a new tensor of the broadcast shape. Raises ValueError if the shapes are incompatible.
    """
    raise NotImplementedError("broadcast_add is yours to write")


def index_select(x: Tensor, dim: int, index: Tensor) -> Tensor:
    """Pick slices of x along one axis, in the order of index.

    x: at least one axis. dim: the axis, negative counts from the end. index: int64, `(K,)`, entries may repeat.

    Returns a new tensor shaped like x, except that axis dim has size K. Raises IndexError if x has no axis dim,
    and if an index lies outside 0..size-1 (negative ones too).
    """
    raise NotImplementedError("index_select is yours to write")


def reshape(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Give the elements of x, in row-major order, another shape.

    x: any shape. shape: sizes of 0 or more, of which one may be -1: it is worked out from the others.

    Returns a tensor with the dtype and device of x, which may share memory with x. Raises ValueError if shape has
    two -1 or another negative size, if the number of elements differs, or if the -1 could be anything.
    """
    raise NotImplementedError("reshape is yours to write")


def product_gradients(q: Tensor, r: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the gradients of `(q * r).sum()` with respect to q and r.

    q, r: floating point, one dtype, one device, any shapes that are compatible; either may require grad or not.

    Returns (dq, dr), new tensors in the shapes of q and r. The `.grad` of q and r stays as it was. Raises ValueError
    if the shapes are incompatible.
    """
    raise NotImplementedError("product_gradients is yours to write")
