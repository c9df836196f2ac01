"""What must hold for saving and loading."""

import hashlib
import io
import os
import pickle
import pickletools
import re
import zipfile
from pathlib import Path

import torch

from grader.contract import (
    Contract,
    OptimizerRecipe,
    Recipe,
    ScratchPath,
    expect,
    fetch,
    keep,
    list_files,
    read_file,
    same,
    write_file,
)
from grader.inputs import UNIT, st, tensors
from grader.sandbox import Ask, LearnerFault, Raised

contract = Contract(warm=["optim"], scratch=True)

FILE = "model.pt"


@contract.truth
def save_checkpoint(path, model, optimizer, epoch):
    buffer = io.BytesIO()
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], buffer)
    payload = buffer.getvalue()
    draft = Path(path).with_name("draft")
    draft.write_bytes(hashlib.sha256(payload).digest() + payload)
    draft.replace(path)


@contract.truth
def load_checkpoint(path, model, optimizer, device):
    data = Path(path).read_bytes()
    if hashlib.sha256(data[32:]).digest() != data[:32]:
        raise ValueError("damaged")
    try:
        state, memory, epoch = torch.load(io.BytesIO(data[32:]), map_location=device, weights_only=True)
    except pickle.UnpicklingError as error:
        raise ValueError("code") from error
    if any(compared(state, model)):
        raise ValueError("another model")
    optimizer.load_state_dict(memory)
    model.load_state_dict(state)
    return epoch


@contract.truth
def load_partial(state, model):
    missing, unexpected, mismatched = compared(state, model)
    own = model.state_dict()
    for name in own.keys() & state.keys() - {*mismatched}:
        own[name].copy_(state[name])
    return missing, unexpected, mismatched


def compared(state, model):
    own = model.state_dict()
    both = own.keys() & state.keys()
    mismatched = [name for name in both if own[name].shape != state[name].shape]
    return sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys()), sorted(mismatched)


# -- models, optimizers, training ---------------------------------------------------------------------------


def layers(norm=True, outputs=2):
    linear = ("first", ("Linear", {"in_features": 2, "out_features": 3}))
    middle = [("norm", ("BatchNorm1d", {"num_features": 3}))] if norm else []
    return (
        "Sequential",
        [linear, *middle, ("last", ("Linear", {"in_features": 3, "out_features": outputs}))],
    )


def model_of(learner, seed, *, dtype="float64", **shape):
    return keep(learner, Recipe.of(layers(**shape), dtype=dtype, seed=seed))


def optimizer_of(learner, name, model, lr=0.05):
    options = {"lr": lr, "momentum": 0.9} if name == "SGD" else {"lr": lr}
    return keep(learner, OptimizerRecipe(name, model, options))


def kept(function, *args):
    """Call a function and leave the result where it is."""
    ask = getattr(function, "ask", None)
    return function(*args) if ask is None else ask(*args, options=Ask(keep=True)).value


def train(model, optimizer, batches):
    for x in batches:
        optimizer.zero_grad()
        kept(model, x).backward(x)
        optimizer.step()


def pair(learner, seed, name="Adam", **shape):
    """Make a model and its optimizer, one step old so that there is something to lose."""
    model = model_of(learner, seed, **shape)
    optimizer = optimizer_of(learner, name, model)
    x = torch.tensor([[1.0, 2.0], [3.0, -1.0]], dtype=torch.float64)
    out = kept(model, x)
    kept(out.sum).backward()
    optimizer.step()
    return model, optimizer


def device_of(model):
    return fetch(model.first.weight.device)


def state_of(model, optimizer):
    return fetch(model.state_dict()), fetch(optimizer.state_dict())


def alike(a, b):
    """Tell whether two nested values are equal bit by bit."""
    if isinstance(a, torch.Tensor):
        same_kind = isinstance(b, torch.Tensor) and a.shape == b.shape and a.dtype == b.dtype
        return same_kind and bool(((a == b) | (a.isnan() & b.isnan())).all())
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return isinstance(b, type(a)) and len(a) == len(b) and all(map(alike, a, b))
    return a == b


def raised_by(action):
    """Return the kind of exception that an action raises, or None."""
    try:
        action()
    except Raised as fault:
        # zipfile raises NotImplementedError too, for damaged files; only the stub's own means "not written yet".
        if fault.is_a("NotImplementedError") and "yours to write" in fault.message:
            raise
        return "ValueError" if fault.is_a("ValueError") else fault.type_name
    except LearnerFault:
        raise
    except Exception as error:
        return "ValueError" if isinstance(error, ValueError) else type(error).__name__
    return None


def refusal(learner, data, *, right=None, seed=5):
    """Return what is wrong with the way in which a file with these bytes is refused, or "" for nothing.

    With `right`, the states that were saved, it may also be loaded, if it is loaded right.
    """
    write_file(learner, FILE, data)
    model, optimizer = pair(learner, seed)
    before = state_of(model, optimizer)
    kind = raised_by(lambda: learner.load_checkpoint(ScratchPath(FILE), model, optimizer, device_of(model)))
    after = state_of(model, optimizer)
    if kind is None:
        return "" if right is not None and alike(after, right) else "loaded"
    if kind != "ValueError":
        return f"raised {kind}"
    return "" if alike(before, after) else "refused, but model or optimizer changed"


# -- laws -------------------------------------------------------------------------------------------------------

batches = st.lists(tensors((4, 2), regimes=(UNIT,)), min_size=1, max_size=2)


@contract.law(
    before=batches,
    after=batches,
    name=st.sampled_from(["Adam", "SGD", "RMSprop", "AdamW"]),
    norm=st.booleans(),
    half_rate=st.booleans(),
    epoch=st.integers(0, 9999),
    examples=16,
    weight=0.25,
)
def training_goes_on_as_if_never_interrupted(learner, before, after, name, norm, half_rate, epoch):
    """k steps, save, load into a fresh model and optimizer, m steps: the same as k + m steps, bit for bit
    zh: 走 k 步，保存，加载到新的模型和优化器，再走 m 步：与连续走 k + m 步逐位相同
    """
    model = model_of(learner, 0, norm=norm)
    optimizer = optimizer_of(learner, name, model, lr=0.025 if half_rate else 0.05)
    train(model, optimizer, before)
    learner.save_checkpoint(ScratchPath(FILE), model, optimizer, epoch)
    fresh = model_of(learner, 1, norm=norm)
    second = optimizer_of(learner, name, fresh)
    found = learner.load_checkpoint(ScratchPath(FILE), fresh, second, device_of(fresh))
    expect(found, "the epoch", zh="轮数").equal_to(epoch)
    expect(
        alike(state_of(model, optimizer), state_of(fresh, second)),
        "loaded as it was saved",
        zh="加载的状态与保存的相同",
    ).is_true()
    train(model, optimizer, after)
    train(fresh, second, after)
    expect(fetch(fresh.state_dict()), "the model after m more steps", zh="再走 m 步之后的模型").equal_to(
        fetch(model.state_dict())
    )
    expect(
        alike(state_of(model, optimizer), state_of(fresh, second)),
        "the optimizer after them",
        zh="再走 m 步之后的优化器与原来的相同",
    ).is_true()


@contract.law(epoch=st.integers(0, 9999), as_text=st.booleans(), examples=8)
def what_was_saved_is_the_epoch(learner, epoch, as_text):
    """the epoch comes back as it was saved, for a path as a text too, and no other file remains
    zh: 读回的轮数就是保存的轮数，路径是文本时也一样，并且不留下其他文件
    """
    model, optimizer = pair(learner, 0)
    path = ScratchPath(FILE)
    if as_text:
        path = kept(keep(learner, path).absolute).as_posix()
    expect(
        learner.save_checkpoint(ScratchPath(FILE), model, optimizer, epoch + 1), "save_checkpoint()"
    ).equal_to(None)
    learner.save_checkpoint(path, model, optimizer, epoch)
    expect(
        learner.load_checkpoint(path, model, optimizer, device_of(model)), "the epoch", zh="轮数"
    ).equal_to(epoch)
    expect(list_files(learner), "the files", zh="留下的文件").equal_to((FILE,))


@contract.law(epoch=st.integers(0, 9999), examples=8)
def a_failed_save_keeps_the_old_file(learner, epoch):
    """when a save fails, the old file is still good and nothing else lies beside it
    zh: 保存失败时，旧文件仍然完好，旁边也没有别的东西
    """
    model, optimizer = pair(learner, 0)
    learner.save_checkpoint(ScratchPath(FILE), model, optimizer, epoch)
    saved = state_of(model, optimizer)
    _, broken = pair(learner, 1)
    # A generator cannot be saved in any format. One that leaves it out may save, and is then held to that.
    broken.state["note"] = kept(model.parameters)
    failed = raised_by(lambda: learner.save_checkpoint(ScratchPath(FILE), model, broken, epoch + 1))
    expect(list_files(learner), "the files", zh="留下的文件").equal_to((FILE,))
    fresh, second = pair(learner, 2)
    found = learner.load_checkpoint(ScratchPath(FILE), fresh, second, device_of(fresh))
    expect(
        found == (epoch if failed else epoch + 1), "the epoch in the file", zh="文件中的轮数是对的"
    ).is_true()
    expect(fetch(fresh.state_dict()), "the model in the file", zh="文件中的模型").equal_to(saved[0])


class Code:
    """An object whose pickle, when read carelessly, makes a folder."""

    def __reduce__(self):
        return os.mkdir, ("the-code-ran",)


def files_with_code():
    archive = io.BytesIO()
    torch.save({"model": {}, "optimizer": {}, "epoch": 1, "note": Code()}, archive)
    return [pickle.dumps(Code()), pickle.dumps({"epoch": 1, "note": Code()}), archive.getvalue()]


@contract.law(which=st.integers(0, 2), seed=st.integers(0, 99), examples=8)
def files_with_code_are_refused(learner, which, seed):
    """a file with code in it is refused, and nothing of it runs
    zh: 含有代码的文件被拒绝，其中的代码不会运行
    """
    expect(
        refusal(learner, files_with_code()[which], seed=seed), "what went wrong", zh="出了什么问题"
    ).equal_to("")
    expect("the-code-ran" in list_files(learner), "the code ran", zh="文件中的代码运行了").equal_to(False)
    # The same in the learner's own format, where it can hold a function at all.
    model, optimizer = pair(learner, 0)
    optimizer.state["note"] = learner.load_partial
    if raised_by(lambda: learner.save_checkpoint(ScratchPath(FILE), model, optimizer, 1)) is None:
        fresh, second = pair(learner, 1)
        before = state_of(fresh, second)
        kind = raised_by(lambda: learner.load_checkpoint(ScratchPath(FILE), fresh, second, device_of(fresh)))
        safe = "note" not in second.state if kind is None else kind == "ValueError"
        safe = safe and (kind is None or alike(before, state_of(fresh, second)))
    else:
        safe = True
    expect(
        safe,
        "a function in the state is left out, or refused with ValueError",
        zh="状态中的函数要么被略去，要么以 ValueError 拒绝",
    ).is_true()


def place(data, numbers, per_mille, inside):
    """Return where to damage the file: among the model's own numbers, where they stand in it as they are."""
    start = data.find(numbers) if inside else -1
    if start < 0:
        start, numbers = 0, data
    return start + per_mille * len(numbers) // 1000


@contract.law(
    flips=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 7), st.booleans()), min_size=1, max_size=2),
    cut=st.integers(0, 999),
    examples=12,
    weight=0.15,
)
def damaged_files_are_refused(learner, flips, cut):
    """a damaged file raises ValueError, and model and optimizer stay as they were
    zh: 损坏的文件抛出 ValueError，模型和优化器保持原样
    """
    model, optimizer = pair(learner, 0)
    learner.save_checkpoint(ScratchPath(FILE), model, optimizer, 3)
    saved = state_of(model, optimizer)
    data = read_file(learner, FILE)
    numbers = saved[0]["first.weight"].numpy().tobytes()
    expect(refusal(learner, data[: cut * len(data) // 1000]), "cut short", zh="被截短的文件").equal_to("")
    for per_mille, bit, inside in flips:
        changed = bytearray(data)
        changed[place(data, numbers, per_mille, inside)] ^= 1 << bit
        expect(
            refusal(learner, bytes(changed), right=saved), "one bit flipped", zh="翻转了一位的文件"
        ).equal_to("")


def no_checkpoints():
    archive = io.BytesIO()
    torch.save([1, 2, 3], archive)
    return [b"", b"not a checkpoint\n", bytes(64), pickle.dumps({"epoch": 3}), archive.getvalue()]


@contract.law(which=st.integers(0, 4), seed=st.integers(0, 99), examples=10)
def other_files_are_refused(learner, which, seed):
    """a file that is no checkpoint raises ValueError
    zh: 不是检查点的文件抛出 ValueError
    """
    expect(
        refusal(learner, no_checkpoints()[which], seed=seed), "what went wrong", zh="出了什么问题"
    ).equal_to("")


@contract.law(other=st.sampled_from(["wider", "more", "fewer"]), seed=st.integers(0, 99), examples=8)
def checkpoints_of_another_model_are_refused(learner, other, seed):
    """another model's checkpoint raises ValueError, and nothing has changed
    zh: 别的模型的检查点抛出 ValueError，什么都没有改变
    """
    shape = {"wider": {"outputs": 4}, "more": {}, "fewer": {"norm": False}}[other]
    mine = {"norm": False} if other == "more" else {}
    model, optimizer = pair(learner, 0, name="SGD", **shape)
    learner.save_checkpoint(ScratchPath(FILE), model, optimizer, 3)
    fresh, second = pair(learner, seed, name="SGD", **mine)
    before = state_of(fresh, second)
    kind = raised_by(lambda: learner.load_checkpoint(ScratchPath(FILE), fresh, second, device_of(fresh)))
    expect(kind, "what load_checkpoint raises", zh="load_checkpoint 抛出的异常").equal_to("ValueError")
    expect(alike(before, state_of(fresh, second)), "nothing has changed", zh="什么都没有改变").is_true()


OWN_MEMBERS = re.compile(
    r"[^/]+/(data\.pkl|data/\d+|byteorder|version|\.format_version|\.storage_alignment|\.data/serialization_id)"
)


def as_if_saved_on_a_missing_card(data):
    """Rewrite a plain torch archive as a machine with 100 graphics cards would have written it.

    Any other format is returned as it is: what it says about devices is its own affair.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)) or not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
        if archive.comment or not all(OWN_MEMBERS.fullmatch(info.filename) for info, _ in members):
            return data
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as archive:
        for info, content in members:
            if info.filename.endswith("/data.pkl"):
                content = with_other_location(content)
            archive.writestr(info.filename, content)
        for info in archive.filelist:  # zipfile adds permissions, torch does not
            info.external_attr = 0
    return rewritten.getvalue()


def with_other_location(pickled):
    """Replace the name of the device in the pickle of a torch archive, wherever it is a text of its own."""
    parts, end = [], 0
    for opcode, argument, position in pickletools.genops(pickled):
        if opcode.name == "BINUNICODE" and re.fullmatch(r"cpu|cuda:\d+", argument):
            parts += [pickled[end:position], b"X\x07\x00\x00\x00cuda:99"]
            end = position + 5 + len(argument)
    return b"".join([*parts, pickled[end:]])


@contract.law(epoch=st.integers(0, 9999), examples=6)
def what_was_saved_on_a_missing_device_loads(learner, epoch):
    """a checkpoint from a device that does not exist here loads all the same
    zh: 从这里不存在的设备上保存的检查点照样可以加载
    """
    model, optimizer = pair(learner, 0)
    learner.save_checkpoint(ScratchPath(FILE), model, optimizer, epoch)
    write_file(learner, FILE, as_if_saved_on_a_missing_card(read_file(learner, FILE)))
    fresh, second = pair(learner, 1)
    found = learner.load_checkpoint(ScratchPath(FILE), fresh, second, device_of(fresh))
    expect(found, "the epoch", zh="轮数").equal_to(epoch)
    expect(fetch(fresh.state_dict()), "the model", zh="模型").equal_to(fetch(model.state_dict()))


SHAPES = {
    "first.weight": (3, 2),
    "first.bias": (3,),
    "norm.weight": (3,),
    "norm.bias": (3,),
    "norm.running_mean": (3,),
    "norm.running_var": (3,),
    "norm.num_batches_tracked": (),
    "last.weight": (2, 3),
    "last.bias": (2,),
}


@st.composite
def states(draw):
    """A state dict in which some names are missing, foreign, or have another shape."""
    state = {}
    for name in draw(st.permutations(list(SHAPES))):
        fate = draw(st.sampled_from(["fits", "missing", "reshaped", "broadcast", "longer"]))
        shape = SHAPES[name]
        if fate == "reshaped":
            shape = tuple(reversed(shape)) if len(shape) == 2 else (1, *shape)
        elif fate == "broadcast":
            shape = (1,) * len(shape) if shape else (1,)
        elif fate == "longer":
            shape = (*shape, 2)
        if fate != "missing":
            count = draw(st.integers(1, 9))
            state[name] = torch.full(shape, count, dtype=torch.float64)
    for name in draw(
        st.lists(st.sampled_from(["zebra", "first", "head.weight", "ant"]), unique=True, max_size=2)
    ):
        state[name] = torch.ones(2, dtype=torch.float64)
    return state


@contract.scenario(state=states(), weight=0.15)
def load_partial_loads_what_fits(learner, state):
    """load_partial loads what fits, leaves the rest, and names the others in sorted lists
    zh: load_partial 载入相符的，其余保持不变，并用排好序的列表列出其他名字
    """
    model = model_of(learner, 0, dtype="float32")
    return learner.load_partial(state, model), fetch(model.state_dict())


@contract.law(seed=st.integers(0, 9), examples=6)
def parameters_stay_the_same_objects(learner, seed):
    """loading fills the parameters that are there, and takes nothing of its input along
    zh: 加载是填充已有的参数，并且不占用输入的内存
    """
    model, optimizer = pair(learner, seed)
    parameter = kept(model.get_parameter, "first.weight")
    learner.save_checkpoint(ScratchPath(FILE), model, optimizer, 1)
    learner.load_checkpoint(ScratchPath(FILE), model, optimizer, device_of(model))
    expect(same(parameter, kept(model.get_parameter, "first.weight")), "load_checkpoint").is_true()
    state = keep(learner, {"first.weight": torch.ones(3, 2, dtype=torch.float64)})
    learner.load_partial(state, model)
    expect(same(parameter, kept(model.get_parameter, "first.weight")), "load_partial").is_true()
    train(model, optimizer, [torch.ones(4, 2, dtype=torch.float64)])
    expect(fetch(state)["first.weight"], "the state after a training step", zh="训练一步之后的状态").equal_to(
        torch.ones(3, 2, dtype=torch.float64)
    )
