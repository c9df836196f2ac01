"""What must hold for sharing memory with NumPy.

Every question is a plain description (a dtype, a layout), and the arrays are made in the laws: what matters here is the
memory itself, which would not survive the copies that are made of drawn arguments.
"""

import warnings

import numpy as np
import torch

from grader.contract import Contract, expect, fetch, keep, shares_memory
from grader.inputs import questions, st
from grader.sandbox import Ask

contract = Contract()

DTYPES = (
    "float64", "float32", "int64", "int32", "int16", "int8", "uint8", "bool",
    "float16", "complex64", "complex128", "uint16", "uint32", "uint64",
)  # fmt: skip

# name: how a view with strides of zero or more is cut out of a matrix of 3 rows and 4 columns; the small ones first
LAYOUTS = {
    "one column": lambda a: a[:, 2],
    "no dimensions": lambda a: a[2, 3, ...],
    "one element": lambda a: a[2:, 3:],
    "the middle": lambda a: a[1:3, 1:3],
    "every other column": lambda a: a[:, ::2],
    "every other row, from the second": lambda a: a[1::2],
    "transposed": lambda a: a.T,
    "three axes": lambda a: a.reshape(3, 2, 2).transpose(2, 0, 1),
    "whole": lambda a: a,
}

# name: what torch cannot look at, but can copy
UNSHARABLE = {
    "backwards": lambda a: a[::-1],
    "columns backwards": lambda a: a[:, ::-1],
    "backwards by two": lambda a: a[1, ::-2],
    "foreign byte order": lambda a: a.astype(a.dtype.newbyteorder("S")),
    "a field of packed records": lambda a: packed(a),
}
IN_CHINESE = {
    "backwards": "倒序",
    "columns backwards": "各列倒序",
    "backwards by two": "隔一个取一个的倒序",
    "foreign byte order": "外来的字节序",
    "a field of packed records": "紧凑记录中的一个字段",
}


def packed(a):
    """The numbers with one byte before each: strides that are no multiple of the element size."""
    records = np.zeros(a.shape, dtype=[("tag", "u1"), ("number", a.dtype)])
    records["number"] = a
    return records["number"]


def matrix(dtype, seed):
    """Three rows and four columns that hold different numbers, as far as the dtype has them."""
    numbers = (np.arange(12) * 5 + seed) % 29 + 2
    return (numbers % 2 == 0 if dtype == "bool" else numbers.astype(dtype)).reshape(3, 4)


def made(layouts, layout, dtype, seed):
    return layouts[layout](matrix(dtype, seed))


def held(function, *args):
    """Call it, and leave the result where the learner's code is, so that it keeps its memory."""
    return function.ask(*args, options=Ask(keep=True)).value if hasattr(function, "ask") else function(*args)


def seen(held_value):
    """What it holds now, in memory that no later write reaches."""
    value = fetch(held_value)
    return value.clone() if isinstance(value, torch.Tensor) else value.copy()


def kind(tensor):
    return str(tensor.dtype), tuple(tensor.shape), tensor.device.type


# -- the truth ----------------------------------------------------------------------------------------------


@contract.truth
def share(array):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about read-only arrays
            return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


@contract.truth
def copy(array):
    if not isinstance(array, np.ndarray):
        raise ValueError(type(array).__name__)
    return share(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))


@contract.truth
def is_shared(array, tensor):
    return shares_memory(array, tensor)


# -- share --------------------------------------------------------------------------------------------------

dtypes = st.sampled_from(DTYPES)
# An array of no dimensions is what people forget, so it comes twice as often.
layouts = st.sampled_from([*LAYOUTS, "no dimensions"])
# Those with bytes that can be in another order, or out of step.
wide_dtypes = st.sampled_from(["float64", "float32", "int64", "int16", "float16", "complex64", "uint32"])
seeds = st.integers(0, 28)


@contract.scenario(dtype=dtypes, layout=layouts, seed=seeds, examples=45, portable=False)
def share_lets_writes_through(learner, dtype, layout, seed):
    """share: a write on either side shows on the other
    zh: share：任一侧的写入在另一侧都看得见
    """
    array = keep(learner, made(LAYOUTS, layout, dtype, seed))
    tensor = held(learner.share, array)
    before = seen(tensor)
    array.fill(1)
    written_to_the_array = seen(tensor)
    tensor.fill_(0)
    return {
        "tensor": before,
        "tensor after array.fill(1)": written_to_the_array,
        "array after tensor.fill_(0)": seen(array),
    }


@contract.scenario(layout=layouts, examples=6, portable=False)
def share_keeps_the_dtype(learner, layout):
    """share: dtype and shape are the array's, for every dtype that both have
    zh: share：对双方共有的每种 dtype，dtype 和形状都与数组相同
    """
    return {dtype: kind(learner.share(made(LAYOUTS, layout, dtype, 0))) for dtype in DTYPES}


@contract.scenario(layout=layouts, dtype=dtypes, examples=15, portable=False)
def share_keeps_the_strides(learner, layout, dtype):
    """share: strides are the array's, counted in elements
    zh: share：步长与数组相同，以元素计
    """
    tensor = held(learner.share, keep(learner, made(LAYOUTS, layout, dtype, 0)))
    # The stride of an axis of size 1 means nothing.
    return [step for size, step in zip(fetch(tensor.shape), tensor.stride(), strict=True) if size > 1]


@contract.law(dtype=dtypes, size=st.integers(1, 4), examples=8, portable=False)
def share_takes_what_is_read_only_or_empty(learner, dtype, size):
    """share: read-only, broadcast and empty arrays are accepted
    zh: share：接受只读、广播和空的数组
    """
    numbers = matrix(dtype, 0).reshape(-1)
    read_only = numbers[:size].copy()
    read_only.flags.writeable = False
    for text, zh, array in (
        ("a read-only array", "只读数组", read_only),
        ("a broadcast array", "广播得到的数组", np.broadcast_to(numbers[:size], (3, size))),
    ):
        array = keep(learner, array)
        expect(
            shares_memory(array, held(learner.share, array)),
            f"share shares {text}",
            zh=f"share 与{zh}共享内存",
        ).is_true()
    for shape in ((0,), (0, size), (size, 0)):
        tensor = learner.share(np.zeros(shape, dtype=dtype))
        expect(
            tuple(tensor.shape),
            f"shape of share of an empty array {shape}",
            zh=f"空数组 {shape} 经 share 之后的形状",
        ).equal_to(shape)
        expect(str(tensor.dtype), "its dtype", zh="它的 dtype").equal_to(f"torch.{dtype}")


@contract.law(dtype=wide_dtypes, seed=seeds, examples=8, portable=False)
def share_refuses_what_it_cannot_share(learner, dtype, seed):
    """share: an array that cannot be shared raises ValueError, and is not copied
    zh: share：无法共享的数组抛出 ValueError，而不是被复制
    """
    for layout in UNSHARABLE:
        array = made(UNSHARABLE, layout, dtype, seed)
        note, zh = f"share of an array: {layout}", f"对数组的 share：{IN_CHINESE[layout]}"
        expect(lambda array=array: learner.share(array), note, zh=zh).raises(ValueError)


@contract.law(which=st.integers(0, 4), examples=5, portable=False)
def share_refuses_other_things(learner, which):
    """share: what is no array, or has no torch dtype, raises ValueError
    zh: share：不是数组或没有对应 torch dtype 的，抛出 ValueError
    """
    text, other = no_arrays()[which]
    expect(lambda: learner.share(other), f"share({text})").raises(ValueError)
    for text, other in strange_arrays(learner):
        expect(lambda other=other: learner.share(other), f"share({text})").raises(ValueError)


def no_arrays():
    return [
        ("[1.0, 2.0]", [1.0, 2.0]),
        ("3", 3),
        ("None", None),
        ("np.float64(2.0)", np.float64(2.0)),
        ("torch.ones(2)", torch.ones(2)),
    ]


def strange_arrays(learner):
    numbers = keep(learner, np.arange(3))
    strange = [(f"np.arange(3).astype({code!r})", held(numbers.astype, code)) for code in STRANGE]
    if np.dtype("g").itemsize > 8:  # where long double is more than a double
        strange.append(("np.zeros(2, dtype='g')", np.zeros(2, dtype="g")))
    return strange


STRANGE = ("O", "U3", "S3", "M8[D]")  # objects, strings, bytes, dates


# -- copy ---------------------------------------------------------------------------------------------------


@contract.scenario(layout=layouts, dtype=dtypes, wide=wide_dtypes, seed=seeds, examples=20, portable=False)
def copy_equals_the_array(learner, layout, dtype, wide, seed):
    """copy: shape and numbers are the array's, whatever its strides and byte order
    zh: copy：形状和数值与数组相同，不论步长和字节序
    """
    copies = {layout: learner.copy(made(LAYOUTS, layout, dtype, seed))}
    for strange in UNSHARABLE:
        copies[strange] = learner.copy(made(UNSHARABLE, strange, wide, seed))
    return copies


@contract.scenario(layout=layouts, size=st.integers(0, 3), examples=6, portable=False)
def copy_keeps_the_dtype(learner, layout, size):
    """copy: the dtype is the array's, for every dtype that both have
    zh: copy：对双方共有的每种 dtype，dtype 都与数组相同
    """
    arrays = {dtype: made(LAYOUTS, layout, dtype, 0) for dtype in DTYPES}
    kinds = {dtype: kind(learner.copy(array)) for dtype, array in arrays.items()}
    return {**kinds, "empty": kind(learner.copy(np.zeros((0, size), dtype="int16")))}


@contract.scenario(dtype=dtypes, layout=layouts, seed=seeds, examples=25, portable=False)
def copy_is_independent(learner, dtype, layout, seed):
    """copy: no write shows on the other side
    zh: copy：任何写入都不影响另一侧
    """
    array = keep(learner, made(LAYOUTS, layout, dtype, seed))
    tensor = held(learner.copy, array)
    array.fill(1)
    written_to_the_array = seen(tensor)
    tensor.fill_(0)
    return {
        "tensor after array.fill(1)": written_to_the_array,
        "array after tensor.fill_(0)": seen(array),
    }


@contract.scenario(dtype=wide_dtypes, seed=seeds, examples=8, portable=False)
def copy_leaves_the_array_alone(learner, dtype, seed):
    """copy: the array is not changed
    zh: copy：数组本身不被改动
    """
    after = {}
    for strange in ("foreign byte order", "backwards", "a field of packed records"):
        array = keep(learner, made(UNSHARABLE, strange, dtype, seed))
        learner.copy(array)
        after[strange] = fetch(array)
    return after


@contract.law(which=st.integers(0, 4), examples=5, portable=False)
def copy_refuses_what_has_no_dtype(learner, which):
    """copy: what is no array, or has no torch dtype, raises ValueError
    zh: copy：不是数组或没有对应 torch dtype 的，抛出 ValueError
    """
    text, other = no_arrays()[which]
    expect(lambda: learner.copy(other), f"copy({text})").raises(ValueError)
    for text, other in strange_arrays(learner):
        expect(lambda other=other: learner.copy(other), f"copy({text})").raises(ValueError)


# -- is_shared ----------------------------------------------------------------------------------------------


@st.composite
def steps(draw):
    """A slice of twelve elements, sometimes empty."""
    start = draw(st.integers(0, 11))
    return slice(
        start, start + draw(st.sampled_from([6, 3, 1, 12, 0])), draw(st.sampled_from([1, 2, 3, 2, 2]))
    )


@questions
def looks(draw):
    """Two views of one array of twelve: which elements the array shows, and which the tensor."""
    return {
        "dtype": draw(st.sampled_from(["float64", "int16", "uint8", "complex64"])),
        "array": draw(steps()),
        "backwards": draw(st.booleans()),
        "tensor": draw(steps()),
    }


@contract.law(look=looks(), examples=50, portable=False)
def is_shared_counts_bytes(learner, look):
    """is_shared: true exactly when some byte belongs to both
    zh: is_shared：恰好在有字节同属两者时为真
    """
    base = matrix(look["dtype"], 0).reshape(-1)
    views = keep(learner, [base[look["array"]][:: -1 if look["backwards"] else 1], base[look["tensor"]]])
    # In one message, so that both are views of one memory there too.
    source, array = held(views.pop), held(views.pop)
    tensor = held(learner.share, source)
    expect(learner.is_shared(array, tensor), "is_shared(array, tensor)").equal_to(
        shares_memory(array, tensor)
    )


@contract.law(
    dtype=st.sampled_from(["float64", "int16", "uint8", "complex64"]),
    step=st.integers(2, 4),
    first=st.integers(0, 3),
    second=st.integers(0, 3),
    examples=25,
    portable=False,
)
def is_shared_tells_interleaved_views_apart(learner, dtype, step, first, second):
    """is_shared: views that lie between each other share nothing
    zh: is_shared：彼此交错的视图毫无共享
    """
    base = matrix(dtype, 0).reshape(-1)
    views = keep(learner, [base[first % step :: step], base[second % step :: step]])
    source, array = held(views.pop), held(views.pop)
    tensor = held(learner.share, source)
    expect(
        learner.is_shared(array, tensor),
        "is_shared(a[i::k], a tensor of a[j::k])",
        zh="is_shared(a[i::k], 由 a[j::k] 得到的张量)",
    ).equal_to(shares_memory(array, tensor))


@contract.law(element=st.integers(0, 3), first=st.integers(0, 15), examples=15, portable=False)
def is_shared_looks_behind_the_dtype(learner, element, first):
    """is_shared: bytes count, whatever dtype they are looked at with
    zh: is_shared：只看字节，与用什么 dtype 去看无关
    """
    base = np.arange(4.0)
    views = keep(learner, [base[element : element + 1], base])
    source, array = held(views.pop), held(views.pop)
    whole = held(held(learner.share, source).view, torch.int16)
    # Somewhere in the base, and the last two bytes of the very element, which do not begin where it begins.
    for place in (first, 4 * element + 3):
        tensor = held(whole.narrow, 0, place, 1)
        expect(
            learner.is_shared(array, tensor),
            "is_shared(a float64, an int16)",
            zh="is_shared(一个 float64, 一个 int16)",
        ).equal_to(shares_memory(array, tensor))


@contract.law(element=st.integers(0, 5), count=st.integers(1, 4), examples=8, portable=False)
def is_shared_works_with_grad(learner, element, count):
    """is_shared: tensors that require grad or are expanded, and read-only arrays, are fine
    zh: is_shared：要求梯度或 expand 得到的张量、只读数组都可用
    """
    base = np.arange(6.0)
    part = base[:3]
    part.flags.writeable = False
    views = keep(learner, [part, base])
    source, array = held(views.pop), held(views.pop)
    tensor = held(learner.share, source)
    expanded = held(held(tensor.narrow, 0, element, 1).expand, count)
    expect(learner.is_shared(array, expanded), "is_shared(a[:3], tensor[i : i + 1].expand(n))").equal_to(
        shares_memory(array, expanded)
    )
    leaf = held(tensor.requires_grad_)
    expect(
        learner.is_shared(array, leaf),
        "is_shared(a[:3], a tensor of a that requires grad)",
        zh="is_shared(a[:3], 由 a 得到的、需要梯度的张量)",
    ).equal_to(shares_memory(array, leaf))
    expect(learner.is_shared(part.copy(), leaf), "is_shared of a copy", zh="对副本的 is_shared").equal_to(
        False
    )
