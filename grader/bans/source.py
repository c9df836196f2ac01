"""Reads a submission's source for what its exercise bans, without running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from grader.bans.families import Family, tensor_methods


class Means(StrEnum):
    """In which way a line goes beyond the allowed means."""

    OPERATOR = "operator"
    MODULE = "module"
    ROUNDABOUT = "roundabout"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Violation:
    """One line that reaches what is banned, or something through which anything could be reached."""

    line: int
    name: str
    means: Means


# Libraries beside the standard one that an answer may be written with, unless a family bans them.
_LIBRARIES = frozenset(("torch", "numpy"))

# Modules with which a name can be made at run time, so that reading the source would say nothing.
_MODULES = """
    __main__ _ctypes _thread bdb builtins cProfile code codeop copyreg ctypes doctest gc imp importlib inspect marshal
    pdb pickle pickletools pkgutil profile pydoc runpy shelve site sysconfig timeit trace tracemalloc unittest zipimport
"""
_ROUNDABOUT_MODULES = frozenset(_MODULES.split())
_BUILTINS = "eval exec compile globals __import__ __builtins__ __loader__"
_ROUNDABOUT_BUILTINS = frozenset(_BUILTINS.split())
_ATTRIBUTES = """
    __builtins__ __closure__ __code__ __globals__ __loader__ __spec__ __subclasses__ f_back f_builtins f_globals
    f_locals tb_frame gi_frame
"""
_ROUNDABOUT_ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# Of an object that is only passed on these are ordinary; of a module they are a way around the name.
_ROUNDABOUT_OF_MODULES = frozenset(("__dict__", "__getattr__", "__getattribute__"))
_SYS = "modules meta_path path_hooks _getframe _getframemodulename _current_frames settrace setprofile"
_ROUNDABOUT_SYS = frozenset(_SYS.split())
# Parts of torch that call operators by name, compile them or replace them.
_TORCH = """
    ao classes compile compiler export fx hub jit library onnx ops overrides package quantization quantized
    cpp_extension importlib ctypes builtins sys os inspect
"""
_ROUNDABOUT_TORCH = frozenset(_TORCH.split())
_PRIVATE_ALLOWED = ("_foreach_", "_assert")

# No honest source comes near these; they keep a hostile one from costing the judge more than a glance.
_LONGEST_PATH = 32
_MOST_MEANINGS = 16
_MOST_ROUNDS = 8


def violations(source: bytes, banned: Sequence[Family]) -> tuple[Violation, ...]:
    """Return where a source goes beyond the means that `banned` leaves, in the order of lines, one a line.

    A source that is no Python has none: loading it says what is wrong.
    """
    if not banned:
        return ()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    except (RecursionError, MemoryError):  # Python may still run what it cannot show
        return (Violation(1, "", Means.UNREADABLE),)
    reader = _Reader(tuple(banned))
    reader.learn(tree)
    found: dict[int, Violation] = {}
    for violation in reader.read(tree):
        found.setdefault(violation.line, violation)
    return tuple(found[line] for line in sorted(found))


@dataclass
class _Reader:
    """What is known about the names of one source; scopes are left out, a name is one thing in all the file."""

    banned: tuple[Family, ...]
    _dotted: dict[str, set[str]] = field(default_factory=dict)
    _own: set[str] = field(default_factory=set)
    _members: set[str] = field(default_factory=set)
    _starred: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._methods = tensor_methods(self.banned)
        self._modules = tuple(module for family in self.banned for module in family.modules)

    def learn(self, tree: ast.AST) -> None:
        """Note which names stand for modules and what the source defines itself."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.partition(".")[0]
                    self._dotted.setdefault(alias.asname or whole, set()).add(whole)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name == "*":
                        self._starred.append(node.module or "")
                    else:
                        name = f"{node.module or ''}.{alias.name}"
                        self._dotted.setdefault(alias.asname or alias.name, set()).add(name)
            elif isinstance(node, ast.ClassDef):
                self._own.add(node.name)
                self._members |= set(_members(node))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._own.add(node.name)
            elif isinstance(node, ast.arg):
                self._own.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._own.add(node.id)
        self._learn_aliases(tree)

    def _learn_aliases(self, tree: ast.AST) -> None:
        """Follow ``pool = torch.nn.functional`` and the like, until nothing new is learned."""
        pairs = [pair for node in ast.walk(tree) for pair in _assigned(node)]
        for _ in range(_MOST_ROUNDS):
            before = sum(map(len, self._dotted.values()))
            for name, value in pairs:
                meant = self._meaning(value)
                known = self._dotted.setdefault(name, set()) if meant else set()
                known.update(sorted(meant - known)[: max(0, _MOST_MEANINGS - len(known))])
            if sum(map(len, self._dotted.values())) == before:
                return

    def read(self, tree: ast.AST) -> Iterator[Violation]:
        """Yield every violation."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield from self._path(alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    name = node.module or ""
                    if node.level:
                        yield Violation(node.lineno, "." * node.level + name, Means.MODULE)
                    else:
                        yield from self._path(
                            name if alias.name == "*" else f"{name}.{alias.name}", node.lineno
                        )
            elif isinstance(node, ast.Attribute):
                yield from self._attribute(node, node.value, node.attr)
            elif isinstance(node, ast.Name):
                yield from self._name(node)
            elif isinstance(node, ast.Call):
                yield from self._call(node)

    # -- what a name means ----------------------------------------------------------------------------------

    def _meaning(self, node: ast.expr) -> set[str]:
        """Return the dotted names below a module that an expression may stand for."""
        parts: list[str] = []
        while len(parts) < _LONGEST_PATH:
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif (fetched := _fetched(node)) is not None and _text(fetched[1]):
                parts.append(_text(fetched[1]))
                node = fetched[0]
            else:
                break
        if not isinstance(node, ast.Name):
            return set()
        return {".".join([root, *reversed(parts)]) for root in self._dotted.get(node.id, ())}

    # -- what is a violation --------------------------------------------------------------------------------

    def _path(self, dotted: str, line: int) -> Iterator[Violation]:
        """Judge a dotted name that begins with a module."""
        root, *rest = dotted.split(".")
        for module in self._modules:
            if dotted == module or dotted.startswith(f"{module}."):
                yield Violation(line, module, Means.MODULE)
                return
        if root not in _LIBRARIES and root not in sys.stdlib_module_names:
            yield Violation(line, root, Means.MODULE)
        elif root in _ROUNDABOUT_MODULES:
            yield Violation(line, dotted, Means.ROUNDABOUT)
        elif root == "sys":
            if rest and rest[0] in _ROUNDABOUT_SYS:
                yield Violation(line, dotted, Means.ROUNDABOUT)
        elif root in _LIBRARIES:
            yield from self._library(root, rest, line)

    def _library(self, root: str, rest: list[str], line: int) -> Iterator[Violation]:
        names = [".".join([root, *rest[:depth]]) for depth in range(1, len(rest) + 1)]
        for name, part in zip(names, rest, strict=True):
            if any(family.has(part) for family in self.banned):
                yield Violation(line, name, Means.OPERATOR)
                return
        for name, part in zip(names, rest, strict=True):
            dunder = part.startswith("__") and part.endswith("__")
            private = part.startswith("_") and not dunder and not part.startswith(_PRIVATE_ALLOWED)
            if (
                private
                or part in _ROUNDABOUT_OF_MODULES
                or part in _ROUNDABOUT_ATTRIBUTES
                or (root == "torch" and part in _ROUNDABOUT_TORCH)
                or (root == "numpy" and part in ("ctypeslib", "f2py"))
            ):
                yield Violation(line, name, Means.ROUNDABOUT)
                return

    def _attribute(self, node: ast.expr, owner: ast.expr, name: str) -> Iterator[Violation]:
        """Judge an attribute, written as such or fetched by a constant name."""
        meant = self._meaning(node)
        if meant:
            for dotted in sorted(meant):
                yield from self._path(dotted, node.lineno)
        elif name in _ROUNDABOUT_ATTRIBUTES:
            yield Violation(node.lineno, name, Means.ROUNDABOUT)
        elif name == "__getattribute__" and isinstance(owner, ast.Name) and owner.id in ("object", "type"):
            yield Violation(node.lineno, f"{owner.id}.{name}", Means.ROUNDABOUT)
        elif name in self._methods and not self._is_own(owner, name):
            yield Violation(node.lineno, f"Tensor.{name}", Means.OPERATOR)

    def _is_own(self, owner: ast.expr, name: str) -> bool:
        """Whether a method of this name is more likely the source's own than a tensor's."""
        if name in self._members:
            return True
        return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"

    def _name(self, node: ast.Name) -> Iterator[Violation]:
        if not isinstance(node.ctx, ast.Load) or node.id in self._own:
            return
        if node.id in _ROUNDABOUT_BUILTINS:
            yield Violation(node.lineno, node.id, Means.ROUNDABOUT)
        elif node.id not in self._dotted and any(family.has(node.id) for family in self.banned):
            for module in self._starred:
                yield from self._path(f"{module}.{node.id}", node.lineno)

    def _call(self, node: ast.Call) -> Iterator[Violation]:
        """Judge names that are made at run time: getattr, vars, attrgetter and methodcaller."""
        if isinstance(node.func, ast.Name) and node.func.id not in self._own:
            fetched = _fetched(node)
            if fetched is not None:
                owner, name = fetched[0], _text(fetched[1])
                if name:
                    yield from self._attribute(node, owner, name)
                elif self._meaning(owner):
                    yield Violation(node.lineno, "getattr", Means.ROUNDABOUT)
            elif node.func.id == "vars" and node.args and self._meaning(node.args[0]):
                yield Violation(node.lineno, "vars", Means.ROUNDABOUT)
        for dotted in self._meaning(node.func) & {"operator.attrgetter", "operator.methodcaller"}:
            names = [_text(argument) for argument in node.args[: 1 if dotted.endswith("caller") else None]]
            parts = [part for name in names for part in name.split(".")]
            if not all(names):
                yield Violation(node.lineno, dotted, Means.ROUNDABOUT)
            for part in parts:
                if any(family.has(part) for family in self.banned):
                    yield Violation(node.lineno, part, Means.OPERATOR)


def _fetched(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Return the object and the name of a call of getattr; None for everything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        return (node.args[0], node.args[1]) if len(node.args) >= 2 else None
    return None


def _text(node: ast.expr) -> str:
    """Return a constant string; empty for everything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _members(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names of a class's methods and of the attributes that it sets on itself."""
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            yield part.name
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
            yield part.attr
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement gives to expressions."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, ast.Tuple | ast.List) and isinstance(node.value, ast.Tuple | ast.List):
                for one, value in zip(target.elts, node.value.elts, strict=False):
                    if isinstance(one, ast.Name):
                        yield one.id, value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
