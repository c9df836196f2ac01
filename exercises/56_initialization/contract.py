"""What must hold for initialisation: fans exactly, draws by their statistics, and nothing touched but the values."""

import math
from collections import namedtuple

import torch
from torch import nn

from grader.contract import Contract, Recipe, call, expect, fetch, keep, same
from grader.contract.statistics import kolmogorov_smirnov_bound
from grader.inputs import generators, questions, st
from grader.sandbox import Ask

contract = Contract(bans=["nn_init"])

Held = namedtuple("Held", "weights window")


def twin(generator):
    """Return another generator in the same state: a local call moves the one that it is given on."""
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return copy


def kept(function, *args, **kwargs):
    """Call a function and leave the result where it is."""
    ask = getattr(function, "ask", None)
    return function(*args, **kwargs) if ask is None else ask(*args, options=Ask(keep=True), **kwargs).value


# -- fans ----------------------------------------------------------------------------------------------------


@questions
def weight_shapes(draw):
    shape = draw(st.lists(st.integers(1, 9), min_size=2, max_size=5))
    return call(shape if draw(st.booleans()) else tuple(shape))


SHAPES = [
    (3, 2),
    (2, 3),
    (16, 6, 5, 5),
    (4, 2, 3),
    (2, 3, 5, 7),
    (2, 3, 5, 7, 11),
    (1, 1),
    (0, 4),
    [6, 1, 5, 5],
]


@contract.function(
    weight_shapes(),
    grid=lambda fill: [call(shape) for shape in SHAPES],
    bad=[call((3,)), call(()), call([2])],
)
def fans(shape):
    """counts the inputs of an output and the outputs of an input
    zh: 数出一个输出有多少个输入，一个输入有多少个输出
    """
    if len(shape) < 2:
        raise ValueError("fewer than two axes")
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


# -- the three initialisers ----------------------------------------------------------------------------------


@contract.truth
@torch.no_grad()
def xavier_uniform_(tensor, gain=1.0, generator=None):
    bound = gain * math.sqrt(6 / sum(fans(tensor.shape)))
    return tensor.uniform_(-bound, bound, generator=generator)


@contract.truth
@torch.no_grad()
def xavier_normal_(tensor, gain=1.0, generator=None):
    return tensor.normal_(0, gain * math.sqrt(2 / sum(fans(tensor.shape))), generator=generator)


@contract.truth
@torch.no_grad()
def kaiming_normal_(tensor, mode="fan_in", generator=None):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError("mode")
    return tensor.normal_(0, math.sqrt(2 / fans(tensor.shape)[mode == "fan_out"]), generator=generator)


def filled(learner, name, shape, dtype=torch.float64, **options):
    """A weight of zeros that requires grad, after an initialiser of the learner's has been at it."""
    held = keep(learner, Held(torch.zeros(shape, dtype=dtype, requires_grad=True), None))
    kept(getattr(learner, name), held.weights, **options)
    return fetch(held.weights).detach().cpu()


def distance(sample, distribution):
    """How far the empirical distribution function of a sample is from the true one, at most."""
    ordered = sample.double().flatten().sort().values
    count = len(ordered)
    truth = distribution(ordered)
    below = torch.arange(count, dtype=torch.float64) / count
    return float(torch.maximum((truth - below).max(), (below + 1 / count - truth).max()))


def uniform(sample):
    """The distribution function of U[-1, 1]."""
    return ((sample + 1) / 2).clamp(0, 1)


def normal(sample):
    """The distribution function of N(0, 1)."""
    return torch.special.ndtr(sample)


def judge(sample, distribution, what, zh=None):
    """Expect a sample to have a distribution, by the test of Kolmogorov and Smirnov."""
    bound = kolmogorov_smirnov_bound(sample.numel())
    far = distance(sample, distribution)
    expect(far <= bound, f"the draws are distributed as {what}", zh=f"抽取的值服从 {zh or what}").is_true()


# 6,000 elements each, with sides that differ widely: the bound is then 0.042, and a deviation that is off by the
# root of 2 is 0.083 away.
large = st.sampled_from([(10, 600), (600, 10), (10, 20, 5, 6), (75, 8, 10), (4, 60, 25)])
dtypes = st.sampled_from([torch.float64, torch.float32])
gains = st.sampled_from([1.0, 2.0, 0.5])


def variance(shape):
    return 2 / sum(fans(shape))


@contract.law(shape=large, gain=gains, dtype=dtypes, generator=generators(), examples=6)
def xavier_uniform_fills_its_interval_evenly(learner, shape, gain, dtype, generator):
    """xavier_uniform_ draws evenly from [-a, a], and nothing beyond
    zh: xavier_uniform_ 在 [-a, a] 上均匀抽取，不会越界
    """
    weights = filled(learner, "xavier_uniform_", shape, dtype, gain=gain, generator=generator)
    expect((str(weights.dtype), tuple(weights.shape)), "dtype and shape", zh="dtype 和形状").equal_to(
        (str(dtype), shape)
    )
    bound = gain * math.sqrt(3 * variance(shape))
    expect(
        float(weights.abs().max()) <= bound * (1 + 1e-6),
        "no element lies outside [-a, a]",
        zh="没有元素超出 [-a, a]",
    ).is_true()
    judge(weights / bound, uniform, "U[-a, a]")


@contract.law(shape=large, gain=gains, dtype=dtypes, generator=generators(), examples=6)
def xavier_normal_has_its_deviation(learner, shape, gain, dtype, generator):
    """xavier_normal_ draws from N(0, gain^2 * 2 / (fan_in + fan_out))
    zh: xavier_normal_ 从 N(0, gain^2 · 2 / (fan_in + fan_out)) 中抽取
    """
    weights = filled(learner, "xavier_normal_", shape, dtype, gain=gain, generator=generator)
    expect((str(weights.dtype), tuple(weights.shape)), "dtype and shape", zh="dtype 和形状").equal_to(
        (str(dtype), shape)
    )
    judge(weights / (gain * math.sqrt(variance(shape))), normal, "N(0, sigma^2)")


@contract.law(
    shape=large, mode=st.sampled_from([None, "fan_out", "fan_in"]), generator=generators(), examples=10
)
def kaiming_normal_has_its_deviation(learner, shape, mode, generator):
    """kaiming_normal_ draws from N(0, 2 / fan), with the fan that mode names
    zh: kaiming_normal_ 从 N(0, 2 / fan) 中抽取，fan 由 mode 指定
    """
    options = {} if mode is None else {"mode": mode}
    weights = filled(learner, "kaiming_normal_", shape, generator=generator, **options)
    fan = fans(shape)[mode == "fan_out"]
    judge(weights / math.sqrt(2 / fan), normal, "N(0, 2 / fan)")


initialisers = st.sampled_from(["xavier_uniform_", "xavier_normal_", "kaiming_normal_"])
small = st.lists(st.integers(2, 4), min_size=2, max_size=4).map(tuple)


@contract.law(name=initialisers, shape=small, generator=generators(), examples=15)
def weights_change_in_place_and_leave_no_trace(learner, name, shape, generator):
    """a parameter keeps its memory, is returned itself, requires grad and stays a leaf
    zh: 参数保持原来的内存，返回的就是它本身，仍需要梯度，仍是叶子
    """
    # No draw is as large as this, so that an element that nobody has filled shows.
    base = torch.full(shape, 1e6, dtype=torch.float64)
    held = keep(learner, Held(base.requires_grad_(), base.detach()))
    result = kept(getattr(learner, name), held.weights, generator=generator)
    expect(
        same(result, held.weights), "the tensor that came in is returned", zh="返回的就是传入的张量"
    ).is_true()
    expect(fetch(held.weights.requires_grad), "requires_grad").is_true()
    expect(fetch(held.weights.is_leaf), "is_leaf").is_true()
    window = fetch(held.window)
    expect(window, "a view of the parameter's memory", zh="参数内存的视图").equal_to(
        fetch(held.weights).detach()
    )
    expect(float(window.abs().max()) < 1e3, "every element was drawn", zh="每个元素都重新抽取过").is_true()


@contract.law(name=initialisers, shape=small, generator=generators(), examples=15)
def the_same_generator_state_gives_the_same_draw(learner, name, shape, generator):
    """the same generator state gives the same draw, whatever else was drawn, and the next draw is another
    zh: 生成器状态相同，抽取结果就相同，与其间抽取过什么无关；下一次抽取则不同
    """
    first = filled(learner, name, shape, generator=twin(generator))
    filled(learner, name, (2, 2))
    expect(
        filled(learner, name, shape, generator=twin(generator)), "the second tensor", zh="第二个张量"
    ).equal_to(first)
    one = keep(learner, twin(generator))
    pair = [filled(learner, name, shape, generator=one) for _ in range(2)]
    expect(torch.equal(*pair), "two draws in a row are equal", zh="连续两次抽取的结果相同").equal_to(False)


@contract.law(size=st.integers(0, 5), examples=6)
def refuses_what_has_no_fans(learner, size):
    """tensors of fewer than two axes, and unknown modes, raise ValueError
    zh: 少于两维的张量，以及未知的 mode，抛出 ValueError
    """
    for shape in ((size,), ()):
        tensor = torch.zeros(shape, dtype=torch.float64)
        expect(
            lambda t=tensor: learner.xavier_uniform_(t),
            f"xavier_uniform_ of shape {shape}",
            zh=f"对形状 {shape} 的 xavier_uniform_",
        ).raises(ValueError)
        expect(
            lambda t=tensor: learner.xavier_normal_(t),
            f"xavier_normal_ of shape {shape}",
            zh=f"对形状 {shape} 的 xavier_normal_",
        ).raises(ValueError)
        expect(
            lambda t=tensor: learner.kaiming_normal_(t),
            f"kaiming_normal_ of shape {shape}",
            zh=f"对形状 {shape} 的 kaiming_normal_",
        ).raises(ValueError)
    square = torch.zeros(2, 2, dtype=torch.float64)
    for mode in ("fan_avg", "in", ""):
        expect(lambda m=mode: learner.kaiming_normal_(square, m), f"mode={mode!r}").raises(ValueError)


# -- the model -----------------------------------------------------------------------------------------------


@contract.truth
@torch.no_grad()
def init_lenet_(model, generator=None):
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            xavier_uniform_(layer.weight, generator=generator)
            if layer.bias is not None:
                layer.bias.zero_()
    return model


@st.composite
def lenets(draw):
    """A LeNet with a batch norm whose parameters are none of its business, and with a head of its own."""
    last = {"in_features": 20, "out_features": draw(st.integers(2, 10)), "bias": draw(st.booleans())}
    root = (
        "Sequential",
        [
            ("conv1", ("Conv2d", {"in_channels": 1, "out_channels": 6, "kernel_size": 5})),
            ("pool1", ("AvgPool2d", {"kernel_size": 2})),
            ("conv2", ("Conv2d", {"in_channels": 6, "out_channels": 16, "kernel_size": 5})),
            ("norm", ("BatchNorm2d", {"num_features": 16})),
            ("pool2", ("AvgPool2d", {"kernel_size": 2})),
            ("flatten", ("Flatten", {})),
            (
                "head",
                (
                    "Sequential",
                    [
                        ("linear1", ("Linear", {"in_features": 256, "out_features": 20})),
                        ("tanh", ("Tanh", {})),
                        ("linear2", ("Linear", last)),
                    ],
                ),
            ),
        ],
    )
    state = {
        "norm.weight": torch.arange(16.0) + 2,
        "norm.bias": -torch.arange(16.0) - 1,
        "norm.running_mean": torch.arange(16.0) / 4,
    }
    return Recipe.of(
        root, state=state, dtype=draw(st.sampled_from(["float32", "float64"])), seed=draw(st.integers(0, 99))
    )


DRAWN = ("conv1.weight", "conv2.weight", "head.linear1.weight", "head.linear2.weight")
ZERO = ("conv1.bias", "conv2.bias", "head.linear1.bias", "head.linear2.bias")


def on_cpu(model):
    return {name: value.detach().cpu().clone() for name, value in fetch(model.state_dict()).items()}


@contract.law(recipe=lenets(), generator=generators(), examples=8)
def weights_are_drawn_and_biases_are_zero(learner, recipe, generator):
    """every convolution and linear layer gets Xavier weights and zero biases
    zh: 每个卷积层和线性层得到 Xavier 权重和零偏置
    """
    model = keep(learner, recipe)
    before = on_cpu(model)
    kept(learner.init_lenet_, model, generator)
    state = on_cpu(model)
    expect(sorted(state), "names in the state dict", zh="state_dict 中的名字").equal_to(sorted(before))
    for name in ZERO:
        if name in state:
            expect(state[name], name).equal_to(torch.zeros_like(before[name]))
    draws = []
    for name in DRAWN:
        weight = state[name].double()
        draws.append(weight.flatten() / math.sqrt(3 * variance(tuple(weight.shape))))
        expect(
            torch.equal(state[name], before[name]), f"{name} is what it was", zh=f"{name} 与原来相同"
        ).equal_to(False)
        expect(
            float(draws[-1].abs().max()) <= 1 + 1e-6,
            f"{name} lies within [-a, a]",
            zh=f"{name} 在 [-a, a] 之内",
        ).is_true()
    judge(torch.cat(draws), uniform, "U[-a, a], all layers together", "U[-a, a]（所有层合在一起）")


@contract.law(recipe=lenets(), generator=generators(), examples=8)
def everything_else_in_the_model_stays(learner, recipe, generator):
    """the model itself is returned; its batch norm stays as it was, and its parameters require grad
    zh: 返回的就是该模型；批归一化保持原样，参数仍需要梯度
    """
    model = keep(learner, recipe)
    before = on_cpu(model)
    expect(
        same(kept(learner.init_lenet_, model, generator), model),
        "the model itself is returned",
        zh="返回的就是该模型本身",
    ).is_true()
    after = on_cpu(model)
    for name in before:
        if name.startswith("norm."):
            expect(after[name], name).equal_to(before[name])
    expect(fetch(model.conv1.weight.requires_grad), "conv1.weight.requires_grad").is_true()
    expect(fetch(model.head.linear1.bias.requires_grad), "head.linear1.bias.requires_grad").is_true()


@contract.law(recipe=lenets(), generator=generators(), examples=6)
def the_generator_decides_the_model(learner, recipe, generator):
    """the same generator state gives the same model
    zh: 生成器状态相同，得到的模型就相同
    """
    states = []
    for _ in range(2):
        model = keep(learner, recipe)
        kept(learner.init_lenet_, model, generator=twin(generator))
        states.append(on_cpu(model))
    expect(states[1], "the second model", zh="第二个模型").equal_to(states[0])
