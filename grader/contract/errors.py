"""The one error for a mistake in a contract: it names the file, the line and what mends it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class ContractError(Exception):
    """A mistake in a contract, never in a submission."""

    def __init__(self, message: str, mending: str, *, file: str = "?", line: int = 0) -> None:
        super().__init__(f"{file}:{line}: {message} {mending}")
        self.message, self.mending, self.file, self.line = message, mending, file, line

    @classmethod
    def at(cls, function: Callable[..., Any], message: str, mending: str) -> ContractError:
        """Make the error for a mistake in `function`."""
        code = getattr(function, "__code__", None)
        if code is None:
            return cls(message, mending)
        return cls(message, mending, file=code.co_filename, line=code.co_firstlineno)

    @classmethod
    def at_caller(cls, message: str, mending: str, depth: int = 2) -> ContractError:
        """Make the error for a mistake in the line of the contract that is being run."""
        frame = sys._getframe(depth)
        return cls(message, mending, file=frame.f_code.co_filename, line=frame.f_lineno)
