"""Promotion as a lattice: the lowest dtype above all; compressed rows through Python lists."""

import torch

ABOVE = {
    torch.bool: [torch.uint8, torch.int8],
    torch.uint8: [torch.int16],
    torch.int8: [torch.int16],
    torch.int16: [torch.int32],
    torch.int32: [torch.int64],
    torch.int64: [torch.float16, torch.bfloat16],
    torch.float16: [torch.float32],
    torch.bfloat16: [torch.float32],
    torch.float32: [torch.float64, torch.complex64],
    torch.float64: [torch.complex128],
    torch.complex64: [torch.complex128],
    torch.complex128: [],
}


def describe(tensor):
    """Everything by its attribute."""
    found = {name: getattr(tensor, name) for name in ("dtype", "device", "layout", "shape")}
    found["shape"] = tuple(map(int, found["shape"]))
    found["stride"] = None
    if found["layout"] == torch.strided:
        found["stride"] = tuple(tensor.stride())
    return found


def to_csr(dense):
    """Row after row."""
    if len(dense.shape) != 2:
        raise ValueError("two axes, please")
    crow, col = [0], []
    for row in dense.detach().tolist():
        col.extend(j for j, value in enumerate(row) if value != 0)
        crow.append(len(col))
    device = dense.device
    crow = torch.tensor(crow, dtype=torch.int64, device=device)
    col = torch.tensor(col, dtype=torch.int64, device=device)
    row = torch.repeat_interleave(torch.arange(dense.shape[0], device=device), crow[1:] - crow[:-1])
    return crow, col, dense[row, col]


def csr_matvec(crow, col, values, x):
    """A matrix with a one where an entry belongs to a row; entries are multiplied by x beforehand."""
    place = torch.arange(len(values), device=values.device)
    belongs = (place >= crow[:-1, None]) & (place < crow[1:, None])
    products = values * x.index_select(0, col)
    return torch.where(belongs, products, torch.zeros_like(products)).sum(dim=1)


def up(dtype):
    """Everything at or above a dtype."""
    found, waiting = set(), [dtype]
    while waiting:
        found.add(waiting.pop())
        waiting = [b for a in found for b in ABOVE[a] if b not in found]
    return found


def join(dtypes):
    """The common upper bound that lies below all other common upper bounds."""
    common = set.intersection(*map(up, dtypes))
    return max(common, key=lambda dtype: len(up(dtype)))


def kind(dtype):
    """0 for bool, 1 for integers, 2 for floating, 3 for complex."""
    return 3 if dtype.is_complex else 2 if dtype.is_floating_point else int(dtype is not torch.bool)


def result_dtype(*operands):
    """The classes in their order, each only if it is of a higher kind."""
    if not operands:
        raise ValueError("no operands")
    classes = [[], [], []]
    for operand in operands:
        if isinstance(operand, torch.Tensor):
            classes[operand.dim() == 0].append(operand.dtype)
        else:
            named = {
                "bool": torch.bool,
                "int": torch.int64,
                "float": torch.float32,
                "complex": torch.complex64,
            }
            classes[2].append(named[type(operand).__name__])
    result = None
    for dtypes in reversed(classes):
        if not dtypes:
            continue
        own = join(dtypes)
        if result is None or kind(result) <= kind(own):
            result = own
        elif kind(own) == 2:
            result = join([own, torch.complex64])
    return result
