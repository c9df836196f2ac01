"""What must hold for looking into a model while it runs."""

import torch

from grader.contract import Contract, Expression, Recipe, expect, fetch, keep
from grader.inputs import between, st, tensors
from grader.sandbox import Ask, Handle

contract = Contract()

VALUES = between(-2.0, 2.0)
NAMES = ["body", "0", "head", "stem", "1", "norm", "block", "act"]


def linear(i, o):
    return ("Linear", {"in_features": i, "out_features": o})


@contract.truth
def trace(model, x):
    names = {id(module): name for name, module in model.named_modules()}
    found = {}

    def look(module, _, output):
        found[names[id(module)]] = copied(output)

    hooks = [module.register_forward_hook(look) for module in model.modules() if module is not model]
    try:
        model(x)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def copied(output):
    if isinstance(output, tuple):
        return tuple(copied(part) for part in output)
    return output.detach().clone()


@contract.truth
def first_non_finite(model, x):
    for name, output in trace(model, x).items():
        if not all(bool(torch.isfinite(part).all()) for part in flat(output)):
            return name
    return None


def flat(output):
    return [leaf for part in output for leaf in flat(part)] if isinstance(output, tuple) else [output]


@st.composite
def layers(draw, depth=2):
    """Named layers of three features each, in Sequentials up to `depth` deep; the first is a Linear."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 4))]
    found = []
    for i, name in enumerate(names):
        kind = 0 if i == 0 and depth == 2 else draw(st.integers(0, 6))
        if kind == 6 and depth:
            found.append((name, ("Sequential", draw(layers(depth - 1)))))
        else:
            found.append((name, FEATURES[kind % 6]))
    return found


FEATURES = [
    linear(3, 3),
    ("Tanh", {}),
    ("ReLU", {"inplace": True}),
    ("LayerNorm", {"normalized_shape": 3}),
    ("Identity", {}),
    ("ReLU", {}),
]


@st.composite
def models(draw):
    return Recipe.of(("Sequential", draw(layers())), dtype="float64", seed=draw(st.integers(0, 99)))


inputs = tensors(st.tuples(st.integers(1, 3), st.just(3)), regimes=VALUES)


def kept(function, *args):
    """The result of a call, left where it was computed."""
    return (
        function.ask(*args, options=Ask(keep=True)).value if isinstance(function, Handle) else function(*args)
    )


@contract.scenario(recipe=models(), x=inputs, examples=40, weight=0.2)
def outputs_are_those_of_the_modules(learner, recipe, x):
    """every sub-module that ran is there under its dotted name, with its own output
    zh: 每个运行过的子模块都以带点的全名列出，并给出它自己的输出
    """
    return learner.trace(keep(learner, recipe), x)


@contract.scenario(recipe=models(), x=inputs, examples=25)
def names_come_in_the_order_of_finishing(learner, recipe, x):
    """names come in the order in which the modules finished
    zh: 名字按模块完成的先后排列
    """
    return list(learner.trace(keep(learner, recipe), x))


DEEP = [
    ("stem", linear(3, 3)),
    (
        "body",
        (
            "Sequential",
            [("0", ("Sequential", [("a", ("Tanh", {})), ("b", linear(3, 3))])), ("1", ("ReLU", {}))],
        ),
    ),
    ("head", linear(3, 2)),
]
WHERE = ["stem", "body.0.b", "head"]


@contract.scenario(
    x=inputs,
    bad=st.lists(st.sampled_from(WHERE), max_size=2, unique=True),
    value=st.sampled_from([float("nan"), float("inf"), float("-inf")]),
    seed=st.integers(0, 99),
    examples=25,
    weight=0.15,
)
def the_first_bad_module_is_named(learner, x, bad, value, seed):
    """the first module with a nan or an infinity is named, and None if there is none
    zh: 给出最先出现 nan 或无穷大的模块；没有时返回 None
    """
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name in bad:
        # One entry of many: the others stay finite.
        bias = torch.randn(2 if name == "head" else 3, generator=generator, dtype=torch.float64)
        bias[seed % len(bias)] = value
        state[f"{name}.bias"] = bias
    model = keep(learner, Recipe.of(("Sequential", DEEP), dtype="float64", seed=seed, state=state))
    return learner.first_non_finite(model, x)


@contract.law(x=tensors((2, 3), regimes=between(1.0, 1.5)), examples=5)
def large_numbers_are_finite(learner, x):
    """numbers near the largest are finite, though their sum is not
    zh: 接近上限的数仍是有限的，尽管它们的和不是
    """
    layers = ("Sequential", [("same", ("Identity", {})), ("act", ("ReLU", {})), ("flat", ("Flatten", {}))])
    model = keep(learner, Recipe.of(layers, dtype="float64"))
    found = learner.first_non_finite(model, x * 1e308)
    expect(
        found, "first_non_finite of numbers of 1e308 and more", zh="数值达到 1e308 以上时的 first_non_finite"
    ).equal_to(None)
    broken = x.clone()
    broken[0, 0] = float("nan")
    expect(learner.first_non_finite(model, broken), "where a nan comes in", zh="nan 最先出现的地方").equal_to(
        "same"
    )


@contract.law(x=inputs, seed=st.integers(0, 99), examples=8)
def later_in_place_operations_change_nothing(learner, x, seed):
    """what a later module does in place does not change an earlier output
    zh: 后面模块的原地操作不会改变前面的输出
    """
    layers = [("lin", linear(3, 4)), ("same", ("Identity", {})), ("act", ("ReLU", {"inplace": True}))]
    state = {"lin.bias": torch.tensor([-9.0, 9.0, -9.0, 9.0])}
    model = keep(learner, Recipe.of(("Sequential", layers), dtype="float64", seed=seed, state=state))
    found = learner.trace(model, x)
    lin = model.get_submodule("lin")
    expected = x @ fetch(lin.weight).detach().T + fetch(lin.bias).detach()
    expect(found["lin"], "the output of lin", zh="lin 的输出").close_to(expected)
    expect(found["same"], "the output of same", zh="same 的输出").close_to(expected)
    expect(found["act"], "the output of act", zh="act 的输出").close_to(expected.clamp(min=0))


def hooks_of(model, names):
    """Count all hooks of a model, forward ones and others."""
    modules = [model, *(model.get_submodule(name) for name in names)]
    return [
        len(hooks)
        for module in modules
        for hooks in (module._forward_hooks, module._forward_pre_hooks, module._backward_hooks)
    ]


DEEP_NAMES = ["stem", "body", "body.0", "body.0.a", "body.0.b", "body.1", "head"]


@contract.law(x=inputs, seed=st.integers(0, 99), examples=4)
def hooks_are_gone_afterwards(learner, x, seed):
    """no hook is left on any module
    zh: 任何模块上都不留下钩子
    """
    model = keep(learner, Recipe.of(("Sequential", DEEP), dtype="float64", seed=seed))
    none = [0] * len(hooks_of(model, DEEP_NAMES))
    learner.trace(model, x)
    expect(hooks_of(model, DEEP_NAMES), "hooks after trace", zh="trace 之后的钩子").equal_to(none)
    learner.first_non_finite(model, x)
    expect(
        hooks_of(model, DEEP_NAMES), "hooks after first_non_finite", zh="first_non_finite 之后的钩子"
    ).equal_to(none)


@contract.law(x=inputs, seed=st.integers(0, 99), examples=4)
def an_exception_comes_out_and_leaves_no_hooks(learner, x, seed):
    """an exception of the model comes out, and no hook is left
    zh: 模型抛出的异常原样传出，也不留下钩子
    """
    # A layer that expects five features, and a module that has no forward at all.
    for last, kind in ((linear(5, 2), RuntimeError), (("Module", []), NotImplementedError)):
        layers = [("stem", linear(3, 3)), ("body", ("Sequential", [("last", last)]))]
        model = keep(learner, Recipe.of(("Sequential", layers), dtype="float64", seed=seed))
        names = ["stem", "body", "body.last"]
        none = [0] * len(hooks_of(model, names))
        expect(
            lambda model=model: learner.trace(model, x),
            "trace of a model that raises",
            zh="模型抛出异常时的 trace",
        ).raises(kind)
        expect(hooks_of(model, names), "hooks after trace", zh="trace 之后的钩子").equal_to(none)
        expect(
            lambda model=model: learner.first_non_finite(model, x),
            "first_non_finite of it",
            zh="模型抛出异常时的 first_non_finite",
        ).raises(kind)
        expect(
            hooks_of(model, names), "hooks after first_non_finite", zh="first_non_finite 之后的钩子"
        ).equal_to(none)


@contract.law(x=inputs, seed=st.integers(0, 99), examples=5)
def hooks_of_others_stay(learner, x, seed):
    """hooks that were there before stay, and go on working
    zh: 原有的钩子保留下来，并继续起作用
    """
    model = keep(learner, Recipe.of(("Sequential", DEEP), dtype="float64", seed=seed))
    # hook(module, arguments, output) takes the place of the output: here it doubles it.
    doubled = Expression((("input", 2), ("constant", 2.0), ("mul", 0, 1)))
    kept(model.get_submodule("head").register_forward_hook, doubled)
    before = model(x).detach()
    learner.trace(model, x)
    learner.first_non_finite(model, x)
    expect(
        model(x).detach(), "the model's answer with a hook of somebody else", zh="带有别人的钩子时模型的结果"
    ).equal_to(before)


BATCH_NORM = [
    ("lin", linear(3, 3)),
    ("block", ("Sequential", [("norm", ("BatchNorm1d", {"num_features": 3})), ("act", ("Tanh", {}))])),
]


@contract.scenario(
    x=tensors(st.tuples(st.integers(3, 4), st.just(3)), regimes=VALUES),
    training=st.tuples(st.booleans(), st.booleans()),
    seed=st.integers(0, 99),
    examples=10,
)
def the_model_runs_once_in_its_own_mode(learner, x, training, seed):
    """the model runs exactly once, in the mode in which it is, and keeps that mode
    zh: 模型恰好运行一次，按它当时的模式运行，并保持该模式
    """
    modes = {"": training[0], "block.norm": training[1], "lin": training[0]}
    seen = []
    for watch in (learner.trace, learner.first_non_finite):
        # Different rows, so that the variance of the batch is far from 0.
        rows = x + torch.arange(x.numel(), dtype=x.dtype).reshape(x.shape) ** 2 % 7
        model = keep(
            learner, Recipe.of(("Sequential", BATCH_NORM), dtype="float64", seed=seed, training=modes)
        )
        result = watch(model, rows)
        seen.append(result["block.norm"] if isinstance(result, dict) else result)
        seen.append({name: value.clone() for name, value in fetch(model.state_dict()).items()})
        seen.append([fetch(module.training) for module in (model, model.lin, model.block, model.block.norm)])
    return seen


@contract.scenario(
    x=tensors(st.tuples(st.integers(1, 2), st.integers(1, 3), st.just(3)), regimes=VALUES),
    cell=st.sampled_from(["LSTM", "GRU"]),
    seed=st.integers(0, 99),
    examples=10,
)
def tuples_keep_their_structure(learner, x, cell, seed):
    """an output that is a tuple of tensors stays one
    zh: 输出是张量的元组时，仍是这样的元组
    """
    layers = [("lin", linear(3, 2)), ("cell", (cell, {"input_size": 2, "hidden_size": 2}))]
    model = keep(learner, Recipe.of(("Sequential", layers), dtype="float64", seed=seed))
    broken = {"cell.bias_ih_l0": torch.full((8 if cell == "LSTM" else 6,), float("nan"))}
    worse = keep(learner, Recipe.of(("Sequential", layers), dtype="float64", seed=seed, state=broken))
    return learner.trace(model, x), learner.first_non_finite(model, x), learner.first_non_finite(worse, x)


@contract.scenario(x=inputs, seed=st.integers(0, 99), examples=6)
def a_module_that_runs_twice_keeps_its_last_output(learner, x, seed):
    """a module that runs twice keeps its last output, under its first name
    zh: 运行两次的模块保留最后一次的输出，用它的第一个名字
    """
    layers = [
        ("lin", linear(3, 3)),
        ("act", ("Tanh", {})),
        ("again", ("Same", "lin")),
        ("end", ("Same", "act")),
    ]
    model = keep(learner, Recipe.of(("Sequential", layers), dtype="float64", seed=seed))
    return learner.trace(model, x)


@contract.law(x=inputs, seed=st.integers(0, 99), examples=5)
def outputs_are_detached(learner, x, seed):
    """outputs belong to no graph, and no parameter gets a gradient
    zh: 输出不属于任何计算图，参数也不会得到梯度
    """
    model = keep(learner, Recipe.of(("Sequential", DEEP), dtype="float64", seed=seed))
    found = learner.trace(model, x)
    expect(
        sorted(name for name, output in found.items() if output.requires_grad),
        "what requires grad",
        zh="需要梯度的输出",
    ).equal_to([])
    expect(fetch(model.head.weight.grad), "the gradient of a parameter", zh="参数的梯度").equal_to(None)
    expect(
        fetch(model.head.weight.requires_grad), "a parameter still requires grad", zh="参数仍然需要梯度"
    ).equal_to(True)


@contract.law(x=inputs, examples=3)
def a_model_without_parts_has_nothing_to_show(learner, x):
    """a model without sub-modules gives an empty trace
    zh: 没有子模块的模型，得到空的结果
    """
    model = keep(learner, Recipe.of(linear(3, 2), dtype="float64"))
    expect(learner.trace(model, x), "trace of a single layer", zh="单独一层的 trace").equal_to({})
    expect(
        learner.first_non_finite(model, x),
        "first_non_finite of a single layer",
        zh="单独一层的 first_non_finite",
    ).equal_to(None)


@contract.law(x=inputs, seed=st.integers(0, 99), examples=4, stand_in=True)
def outputs_stay_on_their_device(learner, x, seed):
    """outputs stay on the device of the model
    zh: 输出留在模型所在的设备上
    """
    there = fetch(keep(learner, x).device)
    model = keep(learner, Recipe.of(("Sequential", DEEP), dtype="float64", seed=seed))
    model.to(there)
    found = kept(learner.trace, model, x)
    for name in ("stem", "body.0", "head"):
        expect(
            fetch(kept(found.get, name).device) == there,
            f"the output of {name} is where the model is",
            zh=f"{name} 的输出与模型在同一设备上",
        ).is_true()
    expect(learner.first_non_finite(model, x), "first_non_finite").equal_to(None)
