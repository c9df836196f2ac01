"""Automatic chaff: a right solution with one thing done to one of its functions, which its contract has to notice."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.contract import Contract
from grader.contract.declarations import FunctionDeclaration
from grader.inputs import Filler
from grader.search import draw, seed_for
from grader.structure import Call, floating_tensors, is_floating, leaves

QUESTIONS = 20

# What every piece of chaff begins with, after the solution itself; `{name}` is the function's.
_HEAD = '''

import functools as _functools

import torch as _torch

_right = {name}


def _each(value, change):
    """Change every leaf of a nested value, and keep the containers."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[_each(part, change) for part in value])
    if isinstance(value, (list, tuple)):
        return type(value)([_each(part, change) for part in value])
    if isinstance(value, dict):
        return {{key: _each(part, change) for key, part in value.items()}}
    return change(value)


def _tensors(value):
    found = []
    _each(value, lambda leaf: found.append(leaf) if isinstance(leaf, _torch.Tensor) else None)
    return found


def _floats(value):
    return [tensor for tensor in _tensors(value) if tensor.is_floating_point()]


def _float(change):
    return lambda leaf: change(leaf) if isinstance(leaf, _torch.Tensor) and leaf.is_floating_point() else leaf

'''

# Each is the body of `def NAME(*args, **kwargs)`, where `_right` is the solution's function.
_BODIES = {
    "in_lower_precision": """
    lower = {_torch.float64: _torch.float32, _torch.float32: _torch.bfloat16}
    floats = _floats((args, kwargs))
    own = floats[0].dtype if floats else _torch.float64
    args, kwargs = _each((args, kwargs), _float(lambda x: x.to(lower.get(x.dtype, x.dtype))))
    return _each(_right(*args, **kwargs), _float(lambda y: y.to(own)))
""",
    "always_float32": """
    return _each(_right(*args, **kwargs), _float(lambda y: y.to(_torch.float32)))
""",
    "detached": """
    return _each(_right(*args, **kwargs), _float(lambda y: y.detach()))
""",
    "changes_its_input": """
    answer = _right(*args, **kwargs)
    for x in _floats((args, kwargs))[:1]:
        if 0 not in x.stride():  # one place for several elements cannot be written to
            x.data.add_(1)
    return answer
""",
    "through_numpy": """
    def trip(y):
        narrow = y.dtype in (_torch.bfloat16, _torch.float16)
        array = (y.float() if narrow else y).detach().cpu().numpy().copy()
        return _torch.from_numpy(array).to(y.dtype)
    return _each(_right(*args, **kwargs), _float(trip))
""",
    "constant": """
    def one(y):
        if isinstance(y, _torch.Tensor):
            return _torch.ones_like(y)
        return type(y)(1) if isinstance(y, (bool, int, float)) else type(y)() if isinstance(y, (str, bytes)) else y
    return _each(_right(*args, **kwargs), one)
""",
    "zeros": """
    def zero(y):
        if isinstance(y, _torch.Tensor):
            return y * 0 if y.is_floating_point() and bool(_torch.isfinite(y).all()) else _torch.zeros_like(y)
        return type(y)(0) if isinstance(y, (bool, int, float)) else y
    return _each(_right(*args, **kwargs), zero)
""",
    "identity": """
    _right(*args, **kwargs)
    first = (*args, *kwargs.values())[0]
    return first.clone() if isinstance(first, _torch.Tensor) else first
""",
    "first_row_only": """
    def first(y):
        if not isinstance(y, _torch.Tensor) or y.dim() == 0 or y.shape[0] < 2:
            return y
        return y[:1].expand_as(y).clone()
    return _each(_right(*args, **kwargs), first)
""",
    "sign_flipped": """
    def flip(y):
        if isinstance(y, _torch.Tensor):
            return -y if y.dtype is not _torch.bool else ~y
        return -y if type(y) in (int, float) else not y if type(y) is bool else y
    return _each(_right(*args, **kwargs), flip)
""",
    "transposed": """
    def turn(y):
        return y.transpose(-1, -2).contiguous() if isinstance(y, _torch.Tensor) and y.dim() > 1 else y
    return _each(_right(*args, **kwargs), turn)
""",
    "remembers_its_first_answer": """
    if not _memory:
        _memory.append(_right(*args, **kwargs))
    return _each(_memory[0], lambda y: y.clone() if isinstance(y, _torch.Tensor) else y)
""",
}
_IGNORES = """
    kwargs.pop({option!r}, None)
    if len(args) > {position}:
        args = (*args[:{position}], {default!r}, *args[{position} + 1 :])
    return _right(*args, **kwargs)
"""
_LITERALS = (type(None), bool, int, float, str, bytes)

#: The kinds that are made for every function, beside ``ignores_OPTION``, and the one that is made of a whole file.
KINDS = tuple(_BODIES)
VIEW = "view_instead_of_reshape"


@dataclass(frozen=True, slots=True)
class Chaff:
    """One spoilt solution.

    Attributes:
        name: ``FUNCTION.KIND``, or the kind alone where the whole file is changed.
        source: its text.
    """

    name: str
    source: bytes


def make_chaff(contract: Contract, solution: bytes) -> list[Chaff]:
    """Return the chaff of a solution: what changes no answer at all is left out, for instance a sign of a text."""
    if "torch" in contract.bans:
        return []  # without torch there are no tensors to spoil, and the spoiling itself could not be written
    made = [
        Chaff(f"{name}.{kind}", solution + _wrapped(name, body))
        for name, declared in contract.functions.items()
        for kind, body in _bodies(declared)
    ]
    if _calls(solution, "reshape"):
        made.append(Chaff(VIEW, solution.replace(b".reshape(", b".view(")))
    return made


def _calls(source: bytes, method: str) -> bool:
    """Whether a source calls a method of this name; a comment may name it too."""
    called = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(isinstance(function, ast.Attribute) and function.attr == method for function in called)


def _wrapped(name: str, body: str) -> bytes:
    head = _HEAD.format(name=name)
    return f"{head}\n_memory = []\n\n\n@_functools.wraps(_right)\ndef {name}(*args, **kwargs):{body}".encode()


def _bodies(declared: FunctionDeclaration) -> Iterator[tuple[str, str]]:
    questions, answers = _seen(declared)
    numbers = [leaf for _, leaf in leaves(answers)]
    tensors = [leaf for leaf in numbers if isinstance(leaf, torch.Tensor)]
    takes_floats = bool(floating_tensors(questions))
    gives_floats = any(is_floating(leaf) for leaf in tensors)
    numeric = bool(tensors) or any(isinstance(leaf, bool | int | float) for leaf in numbers)
    applies: dict[str, bool] = {
        "in_lower_precision": takes_floats and gives_floats and not declared.random,
        "always_float32": takes_floats and gives_floats,
        "detached": takes_floats and gives_floats and declared.gradient and not declared.random,
        "changes_its_input": takes_floats and not declared.mutates,
        "through_numpy": takes_floats and gives_floats,
        "constant": numeric or any(isinstance(leaf, str | bytes) for leaf in numbers),
        "zeros": numeric,
        "first_row_only": _any(tensors, lambda y: y.dim() > 0 and y.shape[0] > 1),
        "sign_flipped": numeric,
        "transposed": _any(tensors, lambda y: y.dim() > 1),
    }
    for kind, body in _BODIES.items():
        if applies.get(kind, True):
            yield kind, body
    parameters = inspect.signature(declared.truth).parameters
    for option in _options(declared.truth, questions):
        default, position = parameters[option].default, list(parameters).index(option)
        if isinstance(default, _LITERALS) or parameters[option].kind is inspect.Parameter.KEYWORD_ONLY:
            yield f"ignores_{option}", _IGNORES.format(option=option, position=position, default=default)


def _any(tensors: Sequence[torch.Tensor], holds: Callable[[torch.Tensor], bool]) -> bool:
    return any(holds(tensor) for tensor in tensors)


def _seen(declared: FunctionDeclaration) -> tuple[list[Call], list[Any]]:
    """Return questions of a function and the truth's answers, to see what kind of function it is."""
    seed = seed_for(0, "chaff", declared.name)
    questions = list(draw(declared.inputs, seed, QUESTIONS))
    if declared.grid is not None:
        questions += declared.grid(Filler(seed))
    answers = []
    for question in questions:
        try:
            answers.append(declared.truth(*question.args, **question.kwargs))
        except Exception:  # a question that must be refused tells nothing of the answers
            continue
    return questions, answers


def _options(truth: Callable[..., Any], questions: Sequence[Call]) -> list[str]:
    """Return the optional parameters that some question sets to another value than the default."""
    signature = inspect.signature(truth)
    found: dict[str, None] = {}
    for question in questions:
        try:
            given = signature.bind(*question.args, **question.kwargs).arguments
        except TypeError:
            continue
        for name, value in given.items():
            default = signature.parameters[name].default
            if default is not inspect.Parameter.empty and not _same(value, default):
                found[name] = None
    return list(found)


def _same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and not isinstance(value, torch.Tensor) and bool(value == default)
