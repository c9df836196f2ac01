"""Functions, models and optimizers as plain data, and how either side builds the real thing from them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": operator.pow,
    "matmul": operator.matmul,
}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}
METHODS = frozenset(("exp", "log", "sin", "cos", "tanh", "relu", "sigmoid", "sqrt", "sum"))

CONTAINERS = frozenset(("Sequential", "ModuleList", "ModuleDict", "Module"))
_LAYER_NAMES = """
    AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveMaxPool2d AvgPool1d AvgPool2d AvgPool3d BatchNorm1d
    BatchNorm2d BatchNorm3d Bilinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d Dropout
    Dropout2d ELU Embedding EmbeddingBag Flatten GELU GLU GRU GroupNorm Hardswish Hardtanh Identity
    InstanceNorm1d InstanceNorm2d LSTM LayerNorm LeakyReLU Linear LogSoftmax MaxPool1d MaxPool2d
    MaxPool3d Mish MultiheadAttention PReLU PixelShuffle RMSNorm RNN ReLU ReLU6 SELU SiLU Sigmoid
    Softmax Softplus Softsign Tanh TransformerEncoderLayer Unflatten Upsample ZeroPad2d
"""
LAYERS = frozenset(_LAYER_NAMES.split())
OPTIMIZERS = frozenset(("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam"))


@dataclass(frozen=True, slots=True)
class ScratchPath:
    """A file name that arrives as a path inside the submission's own scratch folder."""

    name: str

    def __post_init__(self) -> None:
        parts = PurePath(self.name).parts
        if not parts or PurePath(self.name).is_absolute() or ".." in parts or "\0" in self.name:
            raise ValueError(f"ScratchPath: {self.name!r} is not a plain relative file name")


@dataclass(frozen=True, slots=True)
class Expression:
    """A function as a graph of arithmetic, which both sides evaluate without recursion.

    `nodes` come in order, and each names earlier ones by index: ``("input", i)``, ``("constant",
    number)``, ``(op, a)`` or ``(op, a, b)``. Binary: add, sub, mul, truediv, pow, matmul. Unary: neg, and
    exp, log, sin, cos, tanh, relu, sigmoid, sqrt, sum, which are called as methods of the value. The last
    node is the result; with `outputs` the result is the tuple of those nodes. A malformed graph raises
    ValueError.
    """

    nodes: tuple[tuple[Any, ...], ...]
    outputs: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not self.nodes:
            raise ValueError("Expression: nodes is empty, expected at least one node")
        for place, node in enumerate(self.nodes):
            if not _is_node(node, place):
                raise ValueError(
                    f"Expression: node {place} is {node!r}, expected an operation over earlier nodes"
                )
        for index in self.outputs or ():
            if type(index) is not int or not 0 <= index < len(self.nodes):
                raise ValueError(f"Expression: output {index!r} is not the index of a node")

    @property
    def arity(self) -> int:
        """How many inputs it takes."""
        return max((node[1] + 1 for node in self.nodes if node[0] == "input"), default=0)

    def __call__(self, *inputs: Any) -> Any:
        """Evaluate it with Python's own operators on whatever `inputs` are."""
        if len(inputs) < self.arity:
            raise TypeError(f"expected {self.arity} arguments, got {len(inputs)}")
        values: list[Any] = []
        for node in self.nodes:
            name = node[0]
            if name == "input":
                values.append(inputs[node[1]])
            elif name == "constant":
                values.append(node[1])
            elif name == "neg":
                values.append(-values[node[1]])
            elif name in BINARY:
                values.append(BINARY[name](values[node[1]], values[node[2]]))
            else:
                values.append(getattr(values[node[1]], name)())
        if self.outputs is None:
            return values[-1]
        return tuple(values[index] for index in self.outputs)

    def text(self, names: Sequence[str], limit: int = 400) -> str:
        """Print it as Python over the input names; a part longer than `limit` characters becomes ``...``."""
        texts: list[str] = []
        for node in self.nodes:
            name = node[0]
            if name == "input":
                text = names[node[1]]
            elif name == "constant":
                text = repr(node[1]) if node[1] >= 0 else f"({node[1]!r})"  # -1.0**x would be -(1.0**x)
            elif name == "neg":
                text = f"(-{texts[node[1]]})"
            elif name in BINARY:
                text = f"({texts[node[1]]} {_SIGNS[name]} {texts[node[2]]})"
            else:
                text = f"{texts[node[1]]}.{name}()"
            texts.append(text if len(text) <= limit else "...")
        if self.outputs is None:
            return _bare(texts[-1])
        return "(" + ", ".join(_bare(texts[index]) for index in self.outputs) + ",)"

    def to_data(self) -> list[Any]:
        """Return it as lists, strings and numbers."""
        return [[list(node) for node in self.nodes], None if self.outputs is None else list(self.outputs)]

    @classmethod
    def from_data(cls, data: Any) -> Expression:
        """Build it from what `to_data` returned; anything else raises ValueError."""
        match data:
            case [[*nodes], None | [*_] as outputs] if all(type(node) is list for node in nodes):
                return cls(tuple(map(tuple, nodes)), None if outputs is None else tuple(outputs))
        raise ValueError("Expression: not the data of an expression")

    def as_function(self) -> Callable[..., Any]:
        """Return a plain Python function that evaluates it."""

        def function(*inputs: Any) -> Any:
            return self(*inputs)

        return function


def _bare(text: str) -> str:
    return text[1:-1] if _wraps(text) else text


def _wraps(text: str) -> bool:
    """Tell whether the first parenthesis closes at the very end."""
    if not text.startswith("("):
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _is_node(node: Any, place: int) -> bool:
    if type(node) is not tuple:
        return False
    match node:
        case ("input", int(index)):
            return type(index) is int and index >= 0
        case ("constant", number):
            return type(number) in (int, float)
        case ("neg", a):
            return _is_earlier(a, place)
        case (str(name), a) if name in METHODS:
            return _is_earlier(a, place)
        case (str(name), a, b) if name in BINARY:
            return _is_earlier(a, place) and _is_earlier(b, place)
    return False


def _is_earlier(index: Any, place: int) -> bool:
    return type(index) is int and 0 <= index < place


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """A model of standard layers as data, built the same on both sides.

    `root` is a layer ``("Linear", {"in_features": 3, "out_features": 2})``, a container ``("Sequential",
    [("first", layer), ("second", layer)])`` (also ModuleList, ModuleDict and the bare Module), or
    ``("Same", "first")``: the very module built earlier under that dotted name. Weights are drawn from
    `seed`, then `state` (a state dict, in part or whole) is copied over them. `dtype` is a name:
    ``"float64"``. `training` maps dotted module names ("" is the root) to their own flag, for that module
    alone; the others stay in training mode. Parameters named in `frozen` do not require grad. `ties`
    pairs parameter names: the first becomes the very parameter that the second names.
    """

    root: tuple[str, Any]
    state: Mapping[str, Any] | None = None
    dtype: str | None = None
    training: Mapping[str, bool] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    ties: tuple[tuple[str, str], ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        _check_layer(self.root)

    @classmethod
    def of(
        cls,
        root: tuple[str, Any],
        *,
        state: Mapping[str, Any] | None = None,
        dtype: str | None = None,
        training: Mapping[str, bool] | None = None,
        frozen: Sequence[str] = (),
        ties: Sequence[tuple[str, str]] = (),
        seed: int = 0,
    ) -> Recipe:
        """Make a recipe; an unknown layer or a malformed tree raises ValueError."""
        return cls(root, state, dtype, dict(training or {}), tuple(frozen), tuple(ties), seed)

    def to_data(self) -> dict[str, Any]:
        """Return it as containers, strings, numbers and the tensors of `state`."""
        return {
            "root": self.root,
            "state": None if self.state is None else dict(self.state),
            "dtype": self.dtype,
            "training": dict(self.training),
            "frozen": self.frozen,
            "ties": self.ties,
            "seed": self.seed,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Recipe:
        """Build it from what `to_data` returned."""
        return cls(**data)


def _check_layer(layer: Any) -> None:
    match layer:
        case ("Same", str()):
            return
        case (str(name), [*children]) if name in CONTAINERS and type(layer[1]) is list:
            for child in children:
                match child:
                    case (str(), inner):
                        _check_layer(inner)
                    case _:
                        raise ValueError(
                            f"Recipe: {child!r} in {name}, expected a pair of a name and a layer"
                        )
            return
        case (str(name), dict()) if name in LAYERS:
            return
    raise ValueError(f"Recipe: {layer!r} is not a known layer with its keyword arguments")


def build_model(recipe: Recipe) -> Any:
    """Build the torch.nn.Module that `recipe` describes, leaving the global random state as it was."""
    import torch

    built: dict[str, Any] = {}
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(recipe.seed)
        model = _build_layer(recipe.root, "", built)
    if recipe.dtype is not None:
        model.to(getattr(torch, recipe.dtype))
    for first, second in recipe.ties:
        owner, _, name = first.rpartition(".")
        setattr(model.get_submodule(owner), name, model.get_parameter(second))
    if recipe.state is not None:
        own = model.state_dict()
        with torch.no_grad():
            for name, tensor in recipe.state.items():
                own[name].copy_(tensor)
    for name in recipe.frozen:
        model.get_parameter(name).requires_grad_(False)
    for name, flag in recipe.training.items():
        model.get_submodule(name).training = flag
    return model


def _build_layer(layer: tuple[str, Any], path: str, built: dict[str, Any]) -> Any:
    from torch import nn

    name, contents = layer
    if name == "Same":
        return built[contents]
    module: Any
    if name in CONTAINERS:
        module = getattr(nn, name)()
        for child, inner in contents:
            module.add_module(child, _build_layer(inner, f"{path}.{child}" if path else child, built))
    else:
        module = getattr(nn, name)(**contents)
    built[path] = module
    return module


@dataclass(frozen=True, slots=True, eq=False)
class OptimizerRecipe:
    """A standard optimizer as data: its name, what it updates (a model or a list of tensors), its options."""

    name: str
    target: Any
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name not in OPTIMIZERS:
            raise ValueError(
                f"OptimizerRecipe: {self.name!r}, expected one of {', '.join(sorted(OPTIMIZERS))}"
            )


def build_optimizer(recipe: OptimizerRecipe) -> Any:
    """Build the torch.optim optimizer that `recipe` describes."""
    import torch

    target = recipe.target
    parameters = target.parameters() if isinstance(target, torch.nn.Module) else target
    return getattr(torch.optim, recipe.name)(parameters, **recipe.options)
