"""Disables operators in a child: every road to one ends at torch's dispatcher, and there it raises."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import torch
from torch.autograd.variable import Variable


class BannedOperatorError(Exception):
    """The submission reached what the exercise asks it to write; the message is the operator's name."""


class Bans:
    """What one submission may not reach, from `install` on.

    Replacing an operator where it is defined costs nothing in all other calls, which a mode that looks at every
    call would.
    """

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._operators = [(name, key, _refuser(name.partition(".")[0])) for name, key in order["operators"]]
        self._modules: tuple[str, ...] = tuple(order["modules"])
        self._backward: bool = order["backward"]
        self._library: Any = None
        self._engine = Variable._execution_engine
        self._lifted = False
        self._models = False

    def install(self, module: ModuleType) -> None:
        """Disable everything, and give the submission's module an import that refuses the banned ones."""
        self._disable()
        if self._backward:
            Variable._execution_engine = _Engine(self)  # type: ignore[assignment]
        if "torch.optim" in self._modules:
            self._close_optimizers()
        if self._modules:
            module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}

    @contextmanager
    def lifted(self, *, operators: bool = True) -> Iterator[None]:
        """Allow the room's own work: the models that the judge sends, and gradients that it asks for.

        Operators take a millisecond to allow and disable again, and the gradients of a submission that keeps to
        the rules need none of them; where the judge has sent a model, they may.
        """
        if self._lifted:
            yield
            return
        operators = operators or self._models
        self._lifted = True
        if operators:
            self._enable()
        try:
            yield
        finally:
            if operators:
                self._disable()
            self._lifted = False

    def build(self, make: Callable[[], Any]) -> Any:
        """Build with every operator what the judge has sent: layers initialise themselves with some."""
        with self.lifted():
            return make()

    def permit(self, model: torch.nn.Module) -> None:
        """Let a model that the judge sent use every operator."""
        if not self._operators:
            return
        self._models = True
        lifted, kind = self.lifted, type(model)

        def forward(self: Any, *args: Any, **kwargs: Any) -> Any:
            with lifted():
                return kind.forward(self, *args, **kwargs)

        # A class rather than an attribute of the object: a deep copy must run on its own parameters.
        model.__class__ = type(kind.__name__, (kind,), {"forward": forward})

    def run_backward(self, *args: Any, **kwargs: Any) -> Any:
        """Run a backward pass where the bans are lifted, and refuse it elsewhere."""
        if not self._lifted:
            raise BannedOperatorError("torch.autograd")
        return self._engine.run_backward(*args, **kwargs)

    def _disable(self) -> None:
        if self._operators:
            # torch.library.Library, with what it imports and remembers left out: 20 us an operator.
            self._library = torch._C._dispatch_library("IMPL", "aten", "", __file__, 0)
            for name, key, refuse in self._operators:
                self._library.impl(name, key, refuse, False)

    def _enable(self) -> None:
        if self._library is not None:
            self._library.reset()
            self._library = None

    def _close_optimizers(self) -> None:
        make = torch.optim.Optimizer.__init__

        def refuse(optimizer: Any, *args: Any, **kwargs: Any) -> None:
            if not self._lifted:
                raise BannedOperatorError(f"torch.optim.{type(optimizer).__name__}")
            make(optimizer, *args, **kwargs)

        torch.optim.Optimizer.__init__ = refuse  # type: ignore[method-assign, assignment]

    def _import(
        self,
        name: str,
        variables: Mapping[str, Any] | None = None,
        local: Mapping[str, Any] | None = None,
        names: Sequence[str] | None = None,
        level: int = 0,
    ) -> Any:
        for asked in (name, *(f"{name}.{part}" for part in names or ())):
            for banned in self._modules:
                if asked == banned or asked.startswith(f"{banned}."):
                    raise BannedOperatorError(banned)
        return builtins.__import__(name, variables, local, names or (), level)


class _Engine:
    """Stands where torch looks for the engine of its backward passes."""

    def __init__(self, bans: Bans) -> None:
        self.run_backward = bans.run_backward


def _refuser(name: str) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise BannedOperatorError(name)

    return refuse
