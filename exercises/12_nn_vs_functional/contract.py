"""What must hold for dropout, as a function and as a module.

The battery asks where dropout leaves nothing to chance: in evaluation, and with p of 0 and 1. The laws judge chance, by bounds
that honest code crosses once in a billion times.
"""

import torch
from torch import nn

from grader.contract import Contract, call, expect, fetch, vjp
from grader.contract.statistics import binomial_bounds
from grader.inputs import GENERIC, SMALL, SPECIAL, UNIT, Filler, generators, questions, shapes, st, tensors

contract = Contract(bans=["dropout"])

NAN = float("nan")
SHARES = st.sampled_from([0.5, 0.25, 0.75, 0.1, 0.9])


def twin(generator):
    """Return another generator in the same state: a local call moves the one that it is given on."""
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return copy


# -- nothing left to chance ----------------------------------------------------------------------------------


@questions
def certainties(draw):
    """Evaluation, and the two ends of p."""
    x = draw(tensors(shapes(max_dims=3, max_side=4), regimes=GENERIC))
    generator = draw(generators())
    if draw(st.booleans()):
        return call(x, draw(st.sampled_from([0.5, 0.0, 0.9, 1.0])), training=False, generator=generator)
    return call(x, draw(st.sampled_from([0.0, 1.0, 0, 1])), generator=generator)


def certainty_grid(fill: Filler):
    calls = []
    for shape in ((5,), (3, 2), (2, 3, 5), (2, 3, 5, 7), ()):
        calls += [
            call(fill(*shape), 1.0, True, fill.generator()),
            call(fill(*shape), 0.0, True, fill.generator()),
            call(fill(*shape), 0.5, False, fill.generator()),
            call(fill(*shape), training=False),
        ]
    return calls


def certainty_edges(fill: Filler):
    calls = []
    for p, training in ((0.0, True), (1.0, True), (0.5, False), (1.0, False)):
        calls += [
            call(fill(3, 4, regimes=(SPECIAL,)), p, training, fill.generator()),
            call(fill(0, 3), p, training, fill.generator()),
            call(fill(0), p, training, fill.generator()),
        ]
    return [*calls, call(fill(2, 0), 0.5, True, fill.generator()), call(fill(0), 0.5)]


BAD_SHARES = [1.5, -0.5, 1.0 + 1e-9, -1e-9, NAN, 2, -1, float("inf")]
BAD_CALLS = [
    call(torch.tensor([1.0, 2.0], dtype=torch.float64), p, *training)
    for p in BAD_SHARES
    for training in ((), (False,))
]


# The result may be x itself where nothing is dropped.
@contract.function(
    certainties(), grid=certainty_grid, edges=certainty_edges, bad=BAD_CALLS, view=True, weight=0.3
)
def dropout(x, p=0.5, training=True, generator=None):
    """is x in evaluation and for p = 0, and zeros for p = 1
    zh: 评估时或 p = 0 时等于 x，p = 1 时全为 0
    """
    check(p)
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
    return x.masked_fill(drop, 0) / ((1 - p) or 1)


@contract.truth
class Dropout(nn.Module):
    """The module, over the function."""

    def __init__(self, p=0.5, generator=None):
        """Keep p and the generator."""
        super().__init__()
        check(p)
        self.p = p
        self.generator = generator

    def forward(self, x):
        """Drop in training only."""
        return dropout(x, self.p, self.training, self.generator)


def check(p):
    """Raise ValueError for what is no probability."""
    if not 0 <= p <= 1:
        raise ValueError(f"p={p}")


# -- chance, in the function ---------------------------------------------------------------------------------

# Two honest masks of 48 elements agree by chance once in 2 ** 48 times.
many_ones = st.integers(48, 64).map(lambda count: torch.ones(count, dtype=torch.float64))
# No zeros, so that a zero in the result was dropped.
filled = tensors(shapes(max_dims=3, max_side=5), regimes=(SMALL, UNIT)).map(
    lambda x: torch.where(x == 0, 1.0, x)
)


@contract.law(x=filled, p=SHARES, generator=generators())
def kept_elements_are_scaled_and_the_others_are_zero(learner, x, p, generator):
    """an element is 0 or x / (1 - p)
    zh: 每个元素是 0 或 x / (1 - p)
    """
    y = learner.dropout(x, p, True, generator)
    expect(y, "dropout(x)").close_to(torch.where(y == 0, torch.zeros_like(x), x / (1 - p)))


@contract.law(x=filled.map(torch.Tensor.float), p=SHARES, generator=generators())
def float32_stays_float32(learner, x, p, generator):
    """a float32 input gives a float32 result of the same shape
    zh: float32 输入得到形状相同的 float32 结果
    """
    y = learner.dropout(x, p, True, generator)
    expect((str(y.dtype), tuple(y.shape)), "dtype and shape", zh="dtype 和形状").equal_to(
        ("torch.float32", tuple(x.shape))
    )


@contract.law(generator=generators(), examples=4)
def the_share_of_kept_elements_is_right(learner, generator):
    """a share p of the elements is dropped
    zh: 被丢弃的元素所占比例为 p
    """
    trials = 4000
    for p in (0.1, 0.5, 0.75):
        y = learner.dropout(torch.ones(40, 100, dtype=torch.float64), p, True, twin(generator))
        dropped = int((y == 0).sum())
        low, high = binomial_bounds(trials, p)
        expect(
            low <= dropped <= high,
            f"{low} to {high} of {trials} elements are dropped at p={p}",
            zh=f"p={p} 时，{trials} 个元素中有 {low} 到 {high} 个被丢弃",
        ).is_true()


@contract.law(generator=generators(), examples=10)
def every_element_is_dropped_on_its_own(learner, generator):
    """every element is dropped on its own, along every axis
    zh: 沿每个维度，各元素独立地被丢弃
    """
    y = learner.dropout(torch.ones(8, 8, 8, dtype=torch.float64), 0.5, True, generator) == 0
    low, high = binomial_bounds(256, 0.5)
    for axis in range(3):
        # Disjoint pairs of neighbours: two honest decisions agree half of the time, independently of other pairs.
        pairs = y.unflatten(axis, (4, 2))
        alike = int((pairs.select(axis + 1, 0) == pairs.select(axis + 1, 1)).sum())
        expect(
            low <= alike <= high,
            f"{low} to {high} of 256 neighbours along axis {axis} fare alike",
            zh=f"沿轴 {axis} 的 256 对相邻元素中，有 {low} 到 {high} 对结果相同",
        ).is_true()


@contract.law(x=filled, p=SHARES, generator=generators())
def the_same_generator_state_gives_the_same_mask(learner, x, p, generator):
    """the same generator state gives the same mask
    zh: 生成器状态相同，掩码就相同
    """
    first = learner.dropout(x, p, True, twin(generator))
    # Whatever is drawn from the global generator in between must not matter.
    learner.dropout(torch.ones(3, dtype=x.dtype))
    expect(learner.dropout(x, p, True, twin(generator)), "the second result", zh="第二次的结果").equal_to(
        first
    )


@contract.law(x=many_ones, examples=10)
def the_next_call_draws_a_new_mask(learner, x):
    """without a generator, the next call draws a new mask
    zh: 不给生成器时，下一次调用会抽取新的掩码
    """
    first, second = learner.dropout(x, 0.5), learner.dropout(x)
    expect(not torch.equal(first == 0, second == 0), "the two masks differ", zh="两次的掩码不同").is_true()


@contract.law(
    x=tensors(st.tuples(st.integers(3, 5), st.integers(3, 5)), regimes=(UNIT,)),
    generator=generators(),
    examples=20,
)
def the_mask_does_not_depend_on_strides(learner, x, generator):
    """the mask does not depend on how x lies in memory
    zh: 掩码与 x 在内存中的排列方式无关
    """
    expected = learner.dropout(x, 0.5, True, twin(generator))
    turned = x.T.contiguous().T
    expect(
        learner.dropout(turned, 0.5, True, twin(generator)), "of a transposed x", zh="x 为转置张量时的结果"
    ).equal_to(expected)
    wide = torch.zeros(x.shape[0], x.shape[1] * 2, dtype=x.dtype)
    wide[:, ::2] = x
    expect(
        learner.dropout(wide[:, ::2], 0.5, True, twin(generator)), "of a strided x", zh="x 带步幅时的结果"
    ).equal_to(expected)


@contract.law(special=st.sampled_from([float("inf"), -float("inf"), NAN]), generator=generators())
def a_dropped_infinity_is_zero(learner, special, generator):
    """a dropped inf or nan is 0
    zh: 被丢弃的 inf 或 nan 变成 0
    """
    y = learner.dropout(torch.full((64,), special, dtype=torch.float64), 0.5, True, generator)
    kept = y.isnan() if special != special else y == special
    expect(
        bool(((y == 0) | kept).all()),
        f"every element of dropout({special}) is 0 or {special}",
        zh=f"dropout({special}) 的每个元素都是 0 或 {special}",
    ).is_true()
    expect(bool((y == 0).any()), "some elements are dropped", zh="有元素被丢弃").is_true()


@contract.law(
    x=filled, p=st.sampled_from([0.5, 0.25, 0.9, 1.0]), generator=generators(), seed=st.integers(0, 2**31 - 1)
)
def the_gradient_passes_the_same_mask(learner, x, p, generator, seed):
    """the gradient passes the same mask and the same factor
    zh: 梯度经过同一个掩码和同一个系数
    """
    cotangent = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    y = learner.dropout(x, p, True, twin(generator))
    (gradient,) = vjp(learner.dropout, call(x, p, True, twin(generator)), cotangent)
    expected = torch.where(y == 0, torch.zeros_like(x), cotangent / ((1 - p) or 1))
    expect(gradient, "the gradient", zh="梯度").close_to(expected)


# -- the module ----------------------------------------------------------------------------------------------


@contract.law(x=many_ones, generator=generators(), examples=10)
def the_module_follows_train_and_eval(learner, x, generator):
    """the module drops after train() and not after eval()
    zh: 模块在 train() 之后丢弃，在 eval() 之后不丢弃
    """
    module = learner.Dropout(0.5, generator)
    expect(bool((module(x) == 0).any()), "a new module drops", zh="新建的模块会丢弃元素").is_true()
    module.eval()
    expect(module(x), "after eval()", zh="在 eval() 之后").equal_to(x)
    module.train()
    expect(
        bool((module(x) == 0).any()), "after train() it drops again", zh="在 train() 之后又会丢弃元素"
    ).is_true()


@contract.law(x=many_ones, generator=generators(), examples=10)
def the_module_draws_a_new_mask_every_time(learner, x, generator):
    """the module draws a new mask in every call
    zh: 模块每次调用都抽取新的掩码
    """
    module = learner.Dropout(0.5, generator)
    first, second = module(x), module(x)
    expect(not torch.equal(first == 0, second == 0), "the two masks differ", zh="两次的掩码不同").is_true()


@contract.law(x=many_ones, generator=generators(), examples=10)
def the_module_draws_from_its_own_generator(learner, x, generator):
    """two modules with generators in the same state drop alike
    zh: 生成器状态相同的两个模块丢弃相同的元素
    """
    one, other = learner.Dropout(0.5, twin(generator)), learner.Dropout(p=0.5, generator=twin(generator))
    expect(other(x), "the other module's first result", zh="另一个模块的第一次结果").equal_to(one(x))
    expect(other(x), "the other module's second result", zh="另一个模块的第二次结果").equal_to(one(x))


@contract.law(x=filled, p=SHARES, generator=generators(), examples=20)
def the_module_scales_as_the_function_does(learner, x, p, generator):
    """the module gives 0 or x / (1 - p)
    zh: 模块的结果是 0 或 x / (1 - p)
    """
    y = learner.Dropout(p, generator)(x)
    expect(y, "Dropout(p)(x)").close_to(torch.where(y == 0, torch.zeros_like(x), x / (1 - p)))


@contract.law(p=st.sampled_from([0.0, 0.25, 0.5, 1.0]), examples=4)
def the_module_keeps_p_and_no_parameters(learner, p):
    """the module keeps p, and its state_dict is empty
    zh: 模块保存 p，state_dict 为空
    """
    module = learner.Dropout(p)
    expect(fetch(module.p), "module.p").equal_to(p)
    expect(len(module.state_dict()), "entries of the state_dict", zh="state_dict 的条目数").equal_to(0)


@contract.law(p=st.sampled_from(BAD_SHARES), examples=20)
def a_module_with_a_bad_p_cannot_be_built(learner, p):
    """a module with p outside 0 to 1 cannot be made
    zh: p 不在 0 到 1 之间时无法创建模块
    """
    expect(lambda: learner.Dropout(p), f"Dropout({p})").raises(ValueError)
