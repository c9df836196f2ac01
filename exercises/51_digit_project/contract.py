"""What must hold for the two loops of a project."""

import torch
import torch.nn.functional as F

from grader.contract import Contract, Recipe, assign, expect, fetch, keep
from grader.inputs import UNIT, between, generators, integer_tensors, st, tensors

contract = Contract(warm=["optim"])


@contract.truth
def train(model, images, labels, epochs, lr, batch_size, generator):
    flags = [(module, module.training) for module in model.modules()]
    model.train()
    losses = []
    for _ in range(epochs):
        total = 0.0
        order = torch.randperm(len(images), generator=generator)
        for start in range(0, len(images), batch_size):
            batch = order[start : start + batch_size]
            model.zero_grad()
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    if parameter.grad is not None:
                        parameter -= lr * parameter.grad
            total += float(loss.detach()) * len(batch)
        losses.append(total / len(images))
    for module, flag in flags:
        module.training = flag
    return losses


@contract.truth
@torch.no_grad()
def evaluate(model, images, labels):
    flags = [(module, module.training) for module in model.modules()]
    model.eval()
    prediction = model(images).argmax(1)
    for module, flag in flags:
        module.training = flag
    return float((prediction == labels).double().mean())


def twin(generator):
    """Return another generator in the same state: a local call moves the one that it is given on."""
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    return copy


# Tanh and not ReLU: a kink that rounding can step over would tear two honest trainings apart.
def layers(norm):
    middle = [("norm", ("BatchNorm1d", {"num_features": 3}))] if norm else []
    return (
        "Sequential",
        [
            ("flatten", ("Flatten", {})),
            ("hidden", ("Linear", {"in_features": 4, "out_features": 3})),
            *middle,
            ("tanh", ("Tanh", {})),
            ("output", ("Linear", {"in_features": 3, "out_features": 3})),
        ],
    )


# A running mean of 1 beside small activations: what is normalised by it comes out otherwise than by the batch.
RUNNING = {"norm.running_mean": torch.ones(3), "norm.running_var": torch.full((3,), 4.0)}


@st.composite
def models(draw, norm=None, **options):
    with_norm = draw(st.booleans()) if norm is None else norm
    state = RUNNING if with_norm else None
    return Recipe.of(
        layers(with_norm), state=state, dtype="float64", seed=draw(st.integers(0, 999)), **options
    )


@st.composite
def data(draw, min_images=1, max_images=7, dtype=torch.float64):
    count = draw(st.integers(min_images, max_images))
    images = draw(tensors((count, 1, 2, 2), regimes=(*between(-2.0, 2.0), UNIT))).to(dtype)
    return images, draw(integer_tensors((count,), 0, 2))


@st.composite
def courses(draw, norm=False, max_epochs=3):
    """A data set, and how long and in which batches to train on it."""
    images, labels = draw(data(min_images=4 if norm else 1))
    # Batch norm needs two images in every batch, the last one included.
    sizes = [s for s in range(1, len(images) + 2) if not norm or len(images) % s != 1]
    sizes = [s for s in sizes if not norm or s > 1]
    return {
        "images": images,
        "labels": labels,
        "epochs": draw(st.integers(0, max_epochs)),
        "lr": draw(st.sampled_from([0.5, 0.125])),
        "batch_size": draw(st.sampled_from(sizes)),
    }


def state_of(model):
    return {name: value.clone() for name, value in fetch(model.state_dict()).items()}


def run(learner, model, course, generator):
    """Train, and return the losses."""
    settings = {key: course[key] for key in ("epochs", "lr", "batch_size")}
    return learner.train(model, course["images"], course["labels"], generator=generator, **settings)


# On an accelerator a generator draws other permutations than on the CPU.
@contract.scenario(
    recipe=models(norm=False),
    course=courses(),
    generator=generators(),
    examples=30,
    weight=0.2,
    portable=False,
)
def trains_parameter_for_parameter_as_the_statement_says(learner, recipe, course, generator):
    """losses and parameters are those of the statement
    zh: 损失和参数与题目规定的训练结果一致
    """
    model = keep(learner, recipe)
    return run(learner, model, course, twin(generator)), state_of(model)


@contract.scenario(
    recipe=models(norm=True), course=courses(norm=True), generator=generators(), examples=12, portable=False
)
def trains_in_training_mode(learner, recipe, course, generator):
    """a batch norm sees its batches in training mode, and its running statistics follow
    zh: 批归一化在训练模式下看到各个批次，运行统计量随之更新
    """
    model = keep(learner, recipe)
    model.eval()
    return run(learner, model, course, twin(generator)), state_of(model)


@contract.scenario(
    recipe=models(norm=False), course=courses(), generator=generators(), examples=10, portable=False
)
def old_gradients_do_not_matter(learner, recipe, course, generator):
    """what lies in .grad beforehand changes nothing
    zh: 事先留在 .grad 里的东西不影响结果
    """
    model = keep(learner, recipe)
    assign(model.hidden.weight, "grad", torch.full((3, 4), 8.0, dtype=torch.float64))
    assign(model.output.bias, "grad", torch.full((3,), -8.0, dtype=torch.float64))
    return run(learner, model, course, twin(generator)), state_of(model)


@contract.scenario(
    recipe=models(norm=False, frozen=("hidden.weight", "output.bias")),
    course=courses(),
    generator=generators(),
    examples=8,
    portable=False,
)
def frozen_parameters_stay(learner, recipe, course, generator):
    """parameters that do not require grad stay as they are
    zh: 不需要梯度的参数保持不变
    """
    model = keep(learner, recipe)
    return run(learner, model, course, twin(generator)), state_of(model)


@contract.scenario(
    recipe=models(norm=False),
    course=courses(max_epochs=2),
    generator=generators(),
    examples=8,
    portable=False,
)
def a_second_training_goes_on_with_the_generator(learner, recipe, course, generator):
    """a second training goes on where the generator stands, and where the parameters are
    zh: 第二次训练从生成器和参数当前的状态继续
    """
    model, given = keep(learner, recipe), keep(learner, twin(generator))
    losses = [run(learner, model, course, given) for _ in range(2)]
    return losses, state_of(model)


flags_of = st.fixed_dictionaries(
    {name: st.booleans() for name in ("", "flatten", "hidden", "norm", "tanh", "output")}
)


@contract.law(
    course=courses(norm=True), flags=flags_of, seed=st.integers(0, 99), generator=generators(), examples=12
)
def every_module_gets_its_mode_back(learner, course, flags, seed, generator):
    """every module is in its own mode again after training, and after evaluation
    zh: 训练之后、评估之后，每个模块都回到自己原来的模式
    """
    model = keep(learner, Recipe.of(layers(norm=True), dtype="float64", training=flags, seed=seed))
    parts = {name: getattr(model, name) if name else model for name in flags}
    learner.evaluate(model, course["images"], course["labels"])
    after = {name: fetch(part.training) for name, part in parts.items()}
    expect(after, "the modes after evaluate", zh="evaluate 之后各模块的模式").equal_to(flags)
    run(learner, model, course, twin(generator))
    after = {name: fetch(part.training) for name, part in parts.items()}
    expect(after, "the modes after train", zh="train 之后各模块的模式").equal_to(flags)


@contract.scenario(recipe=models(norm=False), pair=data(), examples=20)
def the_accuracy_is_the_share_of_hits(learner, recipe, pair):
    """evaluate gives the share of images whose largest logit is right
    zh: evaluate 给出最大 logit 正确的图像所占的比例
    """
    return learner.evaluate(keep(learner, recipe), *pair)


@contract.law(count=st.integers(1, 5), labels=integer_tensors((5,), 0, 2), examples=8)
def a_tie_goes_to_the_first_class(learner, count, labels):
    """where all logits are equal, the first class is predicted
    zh: 所有 logits 相等时，预测第一个类别
    """
    zeros = {"output.weight": torch.zeros(3, 3), "output.bias": torch.zeros(3)}
    model = keep(learner, Recipe.of(layers(norm=False), state=zeros, dtype="float64"))
    images = torch.ones(count, 1, 2, 2, dtype=torch.float64)
    share = float((labels[:count] == 0).double().mean())
    expect(learner.evaluate(model, images, labels[:count]), "the accuracy", zh="准确率").close_to(share)


@contract.scenario(recipe=models(norm=True), pair=data(min_images=3), examples=20)
def evaluates_in_evaluation_mode_and_changes_nothing(learner, recipe, pair):
    """a batch norm is evaluated with its running statistics, which stay as they were
    zh: 批归一化用运行统计量评估，而且它们保持不变
    """
    # Images far from what the batch norm has seen: by the statistics of the batch, other classes would win.
    images, labels = pair
    model = keep(learner, recipe)
    # Each image alone too: in training mode, batch norm would refuse it.
    alone = learner.evaluate(model, images[:1] * 4, labels[:1])
    return learner.evaluate(model, images * 4, labels), alone, state_of(model)


@contract.law(pair=data(), seed=st.integers(0, 99), examples=6)
def evaluation_records_no_graph(learner, pair, seed):
    """evaluation records no graph: a first layer may work in place on images that require grad
    zh: 评估不记录计算图：第一层可以对需要梯度的图像就地操作
    """
    images, labels = pair
    parts = [
        ("relu", ("ReLU", {"inplace": True})),
        ("flatten", ("Flatten", {})),
        ("output", ("Linear", {"in_features": 4, "out_features": 3})),
    ]
    model = keep(learner, Recipe.of(("Sequential", parts), dtype="float64", seed=seed))
    # Nothing is negative, so the layer in place changes no number.
    leaf = keep(learner, images.abs().requires_grad_())
    first = learner.evaluate(model, leaf, labels)
    expect(first, "the accuracy", zh="准确率").close_to(learner.evaluate(model, images.abs(), labels))
    expect(
        fetch(model.output.weight.grad), "the gradient of the weight afterwards", zh="评估之后权重的梯度"
    ).equal_to(None)


@contract.law(course=courses(), seed=st.integers(0, 99), generator=generators(), examples=6)
def images_and_labels_stay(learner, course, seed, generator):
    """images and labels are what they were, before and after training
    zh: 训练前后，图像和标签保持不变
    """
    model = keep(learner, Recipe.of(layers(norm=False), dtype="float64", seed=seed))
    images, labels = keep(learner, course["images"].clone()), keep(learner, course["labels"].clone())
    run(learner, model, {**course, "images": images, "labels": labels}, twin(generator))
    learner.evaluate(model, images, labels)
    expect(fetch(images), "the images", zh="图像").equal_to(course["images"])
    expect(fetch(labels), "the labels", zh="标签").equal_to(course["labels"])


# -- digits --------------------------------------------------------------------------------------------------

# Ten digits of 5 x 3 pixels, row by row.
GLYPHS = """
    111101101101111 010110010010111 111001111100111 111001111001111 101101111001001
    111100111001111 111100111101111 111001001001001 111101111101111 111101111001111
"""
DIGITS = torch.tensor([[float(pixel) for pixel in glyph] for glyph in GLYPHS.split()], dtype=torch.float32)


def drawn_digits(count, generator):
    """Digits of varying strength, with noise, in no particular order."""
    labels = torch.randint(10, (count,), generator=generator)
    strength = 0.75 + torch.rand(count, 1, generator=generator) / 2
    images = DIGITS[labels] * strength + 0.15 * torch.randn(count, 15, generator=generator)
    return images.reshape(count, 1, 5, 3), labels


@contract.law(generator=generators(), seed=st.integers(0, 99), examples=2)
def learns_to_read_digits(learner, generator, seed):
    """trained on drawn digits, a small network reads at least 95 % of new ones, and the loss falls
    zh: 用画出来的数字训练之后，小网络能读对至少 95% 的新数字，损失不断下降
    """
    drawing = twin(generator)
    images, labels = drawn_digits(200, drawing)
    parts = [
        ("flatten", ("Flatten", {})),
        ("hidden", ("Linear", {"in_features": 15, "out_features": 32})),
        ("relu", ("ReLU", {})),
        ("output", ("Linear", {"in_features": 32, "out_features": 10})),
    ]
    model = keep(learner, Recipe.of(("Sequential", parts), seed=seed))
    losses = learner.train(model, images, labels, 12, 0.5, 16, twin(generator))
    accuracy = learner.evaluate(model, *drawn_digits(100, drawing))
    expect(
        losses[-1] < losses[0] / 4,
        "the last loss is below a quarter of the first",
        zh="最后的损失低于最初的四分之一",
    ).is_true()
    expect(
        accuracy >= 0.95, "the accuracy on new digits is at least 0.95", zh="在新数字上的准确率至少为 0.95"
    ).is_true()
