"""The learner's functions and objects as the judge calls them, and the same surface over local ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.sandbox.faults import LearnerFault, Raised, UnusableReply
from grader.sandbox.room.build import (
    Expression,
    OptimizerRecipe,
    Recipe,
    ScratchPath,
    build_model,
    build_optimizer,
)

if TYPE_CHECKING:
    from grader.sandbox.room.decoding import StrictDecoder
    from grader.sandbox.submission import Link, Posted, Submission

_MOST_ITEMS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to find out about a call besides its value; see `Reply`.

    `echo`: the arguments after the call. `cotangents`: one tensor for each floating or complex tensor of
    the result; every floating or complex tensor argument then requires grad. `keep`: leave the value in
    the process, as a handle. `time_limit` in seconds. `watch_random`: which global random states the call
    changed.
    """

    echo: bool = False
    cotangents: Sequence[Any] | None = None
    keep: bool = False
    time_limit: float | None = None
    watch_random: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was begun and whose reply has not been collected."""

    posted: Posted
    time_limit: float | None

    def collect(self, time_limit: float | None = None) -> Reply:
        """Return the reply, waiting `time_limit` seconds at most from now on."""
        limit = self.time_limit if time_limit is None else time_limit
        reply: Reply = self.posted.collect(limit)
        return replace(reply, printed=self.posted.submission.printed)

    def drop(self) -> None:
        """Wait for the reply and forget it."""
        self.posted.drop()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call gave.

    Tensors are numbered in traversal order: through lists, tuples, dict values and sets, args before
    kwargs, every object once. `inputs` is (args, kwargs) after the call, with echo. `gradients` has one
    tensor or None for each floating or complex tensor argument; it is None where no cotangents were
    given, where their number is not that of the floating and complex tensors in the result, or where
    nothing in the result requires grad. `devices` and `requires_grad` have an entry for each tensor of
    the result. `aliases` has (index in the result, index in the arguments) for whatever shares storage,
    where ndarrays are numbered along with the tensors.
    """

    value: Any
    inputs: tuple[tuple[Any, ...], dict[str, Any]] | None
    gradients: tuple[Any, ...] | None
    devices: tuple[str, ...]
    requires_grad: tuple[bool, ...]
    aliases: tuple[tuple[int, int], ...]
    random_state_used: tuple[str, ...]
    printed: str


class Held:
    """One object in the learner's process; it is let go there when nothing here refers to it any more."""

    __slots__ = ("link", "number")

    def __init__(self, link: Link, number: int) -> None:
        self.link = link
        self.number = number

    def __del__(self) -> None:
        self.link.released.append(self.number)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a handle points: an object (None: the submission itself) and the attributes to follow from it."""

    submission: Submission
    held: Held | None
    path: tuple[str, ...]
    device: str
    type_name: str
    time_limit: float | None

    def is_gone(self) -> bool:
        """Tell whether the process that held the object has ended."""
        return self.held is not None and not self.held.link.alive

    def ask(self, name: str, *operands: Any, **more: Any) -> Any:
        """Have an operation done in the learner's process."""
        return self.submission.request(name, self.device, operands, time_limit=self.time_limit, **more)


class Handle:
    """An object that stays in the learner's process, or an attribute of one that nobody has looked up yet.

    Calls, ``h[i]``, ``len``, iteration, arithmetic and ``with`` happen there at once; an attribute is
    looked up when it is used. Each returns a value where the result is data, else another handle. Set
    attributes with `assign`, get a copy with `fetch`. ``==`` and ``hash`` are the handle's own: compare
    with `same`.
    """

    __slots__ = ("__weakref__", "_target")
    __array_ufunc__ = None  # so that ndarray + handle asks the handle
    _target: Target

    def __init__(self) -> None:
        raise TypeError("handles come from calls of the learner's code")

    @classmethod
    def of(
        cls,
        submission: Submission,
        held: Held | None,
        path: tuple[str, ...],
        device: str,
        type_name: str = "",
        time_limit: float | None = None,
    ) -> Handle:
        """Make a handle; for `Learner` and `Submission`."""
        handle = object.__new__(cls)
        handle._target = Target(submission, held, path, device, type_name, time_limit)
        return handle

    def __getattr__(self, name: str) -> Handle:
        if name.startswith("__") or not name.isidentifier():
            raise AttributeError(name)
        target = self._target
        path = (*target.path, name)
        return Handle.of(
            target.submission, target.held, path, target.device, target.type_name, target.time_limit
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it and return the value."""
        return self._target.ask("call", self, args, kwargs)

    def ask(self, *args: Any, options: Ask = Ask(), **kwargs: Any) -> Reply:
        """Call it and find out more than the value."""
        return self.post(*args, options=options, **kwargs).collect(options.time_limit)

    def post(self, *args: Any, options: Ask = Ask(), **kwargs: Any) -> Call:
        """Begin what `ask` does; collect the reply later, before anything else is asked."""
        target = self._target
        cotangents = None if options.cotangents is None else list(options.cotangents)
        wishes = {"echo": options.echo, "keep": options.keep, "watch": options.watch_random}
        operands = (self, args, kwargs, cotangents)
        posted = target.submission.post("ask", target.device, operands, options=wishes, parse=_parse_reply)
        return Call(posted, target.time_limit)

    def _operate(self, name: str, *operands: Any) -> Any:
        return self._target.ask("operator", *operands, options={"operator": name})

    def _expect(self, kind: type, name: str) -> Any:
        value = self._operate(name, self)
        if type(value) is not kind:
            raise UnusableReply(f"{name}() gave {type(value).__name__}")
        return value

    def __getitem__(self, index: Any) -> Any:
        return self._operate("getitem", self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        self._operate("setitem", self, index, value)

    def __delitem__(self, index: Any) -> None:
        self._operate("delitem", self, index)

    def __contains__(self, value: Any) -> bool:
        return self._operate("contains", self, value) is True

    def __len__(self) -> int:
        try:
            length: int = self._expect(int, "len")
        except Raised as fault:
            if fault.is_a("TypeError"):
                raise _HasNoLength(fault) from None
            raise
        if not 0 <= length < 1 << 63:
            raise UnusableReply("len() is out of range")
        return length

    def __bool__(self) -> bool:
        return bool(self._expect(bool, "bool"))

    def __int__(self) -> int:
        return int(self._expect(int, "int"))

    def __float__(self) -> float:
        return float(self._expect(float, "float"))

    def __iter__(self) -> Iterator[Any]:
        iterator = self._operate("iter", self)
        for _ in range(_MOST_ITEMS):
            found = self._target.ask("next", iterator, parse=_parse_next)
            if not found:
                return
            yield found[0]
        raise UnusableReply(f"an iteration of more than {_MOST_ITEMS} items")

    def __next__(self) -> Any:
        found = self._target.ask("next", self, parse=_parse_next)
        if not found:
            raise StopIteration
        return found[0]

    def __enter__(self) -> Any:
        return self._operate("enter", self)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, LearnerFault) and target_of(self).is_gone():
            return False
        return self._operate("exit", self, kind is not None) is True

    def __copy__(self) -> Handle:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Handle:
        return self

    def __repr__(self) -> str:
        target = self._target
        return "<" + ".".join((target.type_name or "learner", *target.path)) + ">"

    def __add__(self, other: Any) -> Any:
        return self._operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._operate("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._operate("sub", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._operate("mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._operate("mul", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._operate("truediv", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._operate("truediv", other, self)

    def __pow__(self, other: Any) -> Any:
        return self._operate("pow", self, other)

    def __rpow__(self, other: Any) -> Any:
        return self._operate("pow", other, self)

    def __matmul__(self, other: Any) -> Any:
        return self._operate("matmul", self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self._operate("matmul", other, self)

    def __neg__(self) -> Any:
        return self._operate("neg", self)

    def __abs__(self) -> Any:
        return self._operate("abs", self)


class _HasNoLength(Raised, TypeError):
    """The learner's object has no length: list() asks for one first, and goes on at a TypeError only."""

    def __init__(self, fault: Raised) -> None:
        super().__init__(fault.type_name, fault.mro, fault.message, fault.traceback, fault.printed)


def target_of(handle: Handle) -> Target:
    """Return where a handle points; for `Submission`."""
    return handle._target


class Learner:
    """The names that a submission defines: ``learner.max_pool2d(x, 2)`` calls its function in its process."""

    __slots__ = ("_device", "_submission", "_time_limit")

    def __init__(self, submission: Submission, device: str, time_limit: float | None) -> None:
        self._submission = submission
        self._device = device
        self._time_limit = time_limit

    def __getattr__(self, name: str) -> Handle:
        if name.startswith("__"):
            raise AttributeError(name)
        return Handle.of(self._submission, None, (name,), self._device, "", self._time_limit)

    def __repr__(self) -> str:
        return f"<learner on {self._device}>"


class LocalNamespace:
    """The judge's own functions behind the surface of `Learner`: what travels as a recipe is built here.

    `scratch` is the folder in which a ScratchPath lies.
    """

    __slots__ = ("_functions", "scratch")

    def __init__(self, functions: Mapping[str, Any], scratch: Path | None = None) -> None:
        self._functions = functions
        self.scratch = scratch

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._functions[name]
        except KeyError:
            raise AttributeError(name) from None
        return _LocalCall(self, value) if callable(value) else value

    def localise(self, value: Any) -> Any:
        """Return `value` with recipes built and scratch paths in place; all else is the same object."""
        return _localise(value, self.scratch, {})


class _LocalCall:
    """A local function or class that takes the same arguments as a remote one."""

    __slots__ = ("_namespace", "_value")

    def __init__(self, namespace: LocalNamespace, value: Callable[..., Any]) -> None:
        self._namespace = namespace
        self._value = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = self._namespace.localise((args, kwargs))
        return self._value(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._value, name)


def _localise(value: Any, scratch: Path | None, memo: dict[int, Any]) -> Any:
    kind = type(value)
    if kind in (list, tuple, dict, Recipe, OptimizerRecipe, ScratchPath):
        if id(value) in memo:
            return memo[id(value)]
        memo[id(value)] = value  # a cycle comes back to the very object
    result = value
    if kind is ScratchPath:
        if scratch is None:
            raise ValueError("this namespace has no scratch folder")
        result = scratch / value.name
    elif kind is Recipe:
        result = build_model(value)
    elif kind is OptimizerRecipe:
        result = build_optimizer(
            OptimizerRecipe(value.name, _localise(value.target, scratch, memo), value.options)
        )
    elif kind is list or kind is tuple:
        items = [_localise(item, scratch, memo) for item in value]
        if any(new is not old for new, old in zip(items, value, strict=True)):
            result = kind(items)
    elif kind is dict:
        pairs = {key: _localise(item, scratch, memo) for key, item in value.items()}
        if any(pairs[key] is not value[key] for key in value):
            result = pairs
    if result is not value:
        memo[id(value)] = result
    return result


Namespace = Learner | LocalNamespace


def fetch(value: Any) -> Any:
    """Return a copy of what a handle points to, as far as it is data; anything else is returned as it is."""
    return target_of(value).ask("fetch", value) if isinstance(value, Handle) else value


def assign(owner: Any, name: str, value: Any) -> None:
    """Set the attribute `name` of `owner`, a handle or a local object."""
    if isinstance(owner, Handle):
        target_of(owner).ask("assign", owner, name, value)
    else:
        setattr(owner, name, value)


def same(first: Any, second: Any) -> bool:
    """Tell whether both are the same object, in the learner's process for two handles."""
    if isinstance(first, Handle) and isinstance(second, Handle):
        return target_of(first).ask("same", first, second) is True
    return first is second


def shares_memory(first: Any, second: Any) -> bool:
    """Tell whether two tensors or ndarrays, or what two handles point to, have a byte in common."""
    if isinstance(first, Handle) and isinstance(second, Handle):
        return target_of(first).ask("shares_memory", first, second) is True
    from grader.sandbox.room.operations import shares_memory as local

    return local(first, second)


def type_name(value: Any) -> str:
    """Return the name of the type of a value, or of what a handle from a call points to."""
    return target_of(value).type_name if isinstance(value, Handle) else type(value).__name__


def keep(namespace: Namespace, value: Any) -> Any:
    """Put a value into the learner's process, where it has identity and state, and return its handle."""
    if isinstance(namespace, LocalNamespace):
        return namespace.localise(value)
    return _request(namespace, "keep", value)


def evaluate(namespace: Namespace, expression: Expression, *arguments: Any) -> Any:
    """Evaluate an expression over handles and values where they are."""
    if isinstance(namespace, LocalNamespace):
        return expression(*namespace.localise(arguments))
    return _request(namespace, "call", expression, arguments, {})


def write_file(namespace: Namespace, name: str, data: bytes) -> None:
    """Write a file in the scratch folder."""
    if isinstance(namespace, LocalNamespace):
        namespace.localise(ScratchPath(name)).write_bytes(data)
    else:
        _request(namespace, "write_file", ScratchPath(name), data)


def read_file(namespace: Namespace, name: str) -> bytes:
    """Return the bytes of a file in the scratch folder."""
    if isinstance(namespace, LocalNamespace):
        data = namespace.localise(ScratchPath(name)).read_bytes()
    else:
        data = _request(namespace, "read_file", ScratchPath(name))
    if type(data) is not bytes:
        raise UnusableReply("a file that is not bytes")
    return data


def list_files(namespace: Namespace) -> tuple[str, ...]:
    """Return the sorted names of what lies in the scratch folder."""
    if isinstance(namespace, LocalNamespace):
        if namespace.scratch is None:
            raise ValueError("list_files: this namespace has no scratch folder")
        names: Any = sorted(entry.name for entry in namespace.scratch.iterdir())
    else:
        names = _request(namespace, "list_files")
    if type(names) is not list or not all(type(name) is str for name in names):
        raise UnusableReply("a list of files that is none")
    return tuple(names)


def _request(learner: Learner, name: str, *operands: Any) -> Any:
    return learner._submission.request(name, learner._device, operands, time_limit=learner._time_limit)


def _parse_next(decoder: StrictDecoder, payload: Any) -> list[Any]:
    if payload is None:
        return []
    (node,) = payload
    return [decoder.decode(node)]


def _parse_reply(decoder: StrictDecoder, payload: Any) -> Reply:
    value, echo, gradients, devices, requires_grad, aliases, used = payload
    decoded = decoder.decode(value)
    inputs = decoder.decode(echo)
    if inputs is not None:
        args, kwargs = inputs
        if type(args) is not tuple or type(kwargs) is not dict:
            raise ValueError("malformed inputs")
    found = decoder.decode(gradients)
    if found is not None and type(found) is not tuple:
        raise ValueError("malformed gradients")
    if not all(type(name) is str and len(name) < 40 and name.replace(":", "").isalnum() for name in devices):
        raise ValueError("malformed devices")
    if not all(type(flag) is bool for flag in requires_grad):
        raise ValueError("malformed flags")
    if not all(type(number) is int for pair in aliases for number in pair) or any(
        len(pair) != 2 for pair in aliases
    ):
        raise ValueError("malformed aliases")
    if not set(used) <= {"torch", "numpy", "python"}:
        raise ValueError("malformed random states")
    return Reply(
        decoded,
        inputs,
        found,
        tuple(devices),
        tuple(requires_grad),
        tuple((first, second) for first, second in aliases),
        tuple(used),
        "",
    )
