"""Lets torch add empty tensors to find a dtype, and builds the compressed rows with scatter."""

import torch


def describe(tensor):
    """Ask for strides only where memory is laid out by them."""
    dense = tensor.layout in (torch.strided,)
    stride = tuple(tensor.stride(axis) for axis in range(tensor.dim())) if dense else None
    return dict(
        stride=stride,
        shape=tuple(tensor.size()),
        layout=tensor.layout,
        device=tensor.device,
        dtype=tensor.dtype,
    )


def to_csr(dense):
    """Positions in the flattened matrix give row and column by division."""
    if dense.ndim != 2:
        raise ValueError("not a matrix")
    rows, columns = dense.shape
    flat = dense.reshape(-1)
    places = flat.ne(0).nonzero().squeeze(1)
    row = places // max(columns, 1)
    crow = torch.zeros(rows + 1, dtype=torch.int64, device=dense.device)
    crow.scatter_add_(0, row + 1, torch.ones_like(row))
    return crow.cumsum(0), places % max(columns, 1), flat[places]


def csr_matvec(crow, col, values, x):
    """One product a row."""
    ends = crow.tolist()
    sums = [(values[a:b] * x[col[a:b]]).sum() for a, b in zip(ends, ends[1:])]
    return torch.stack(sums) if sums else values.new_zeros(0)


def added(dtypes):
    """The dtype of a sum of empty vectors."""
    total = torch.empty(0, dtype=dtypes[0])
    for dtype in dtypes[1:]:
        total = total + torch.empty(0, dtype=dtype)
    return total.dtype


def result_dtype(*operands):
    """One stand-in for each class, then a single sum with axes, then without, then a number."""
    if len(operands) == 0:
        raise ValueError("nothing to add")
    axes = [o.dtype for o in operands if isinstance(o, torch.Tensor) and o.dim() > 0]
    none = [o.dtype for o in operands if isinstance(o, torch.Tensor) and o.dim() == 0]
    numbers = [o for o in operands if not isinstance(o, torch.Tensor)]
    low = None
    if none:
        low = torch.zeros((), dtype=added(none))
    if numbers:
        number = max(numbers, key=lambda n: [bool, int, float, complex].index(type(n)))
        number = type(number)(1)
        low = torch.tensor(number) if low is None else low + number
    if not axes:
        return low.dtype
    high = torch.empty(0, dtype=added(axes))
    return (high if low is None else high + low).dtype
