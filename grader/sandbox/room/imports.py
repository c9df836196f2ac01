"""Which modules the learner's interpreter may still import."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
import sysconfig
from collections.abc import Sequence
from types import ModuleType
from typing import Any

# What torch and numpy themselves import late; nothing else outside the standard library is for submissions.
_ALLOWED_NAMES = """
    torch torchgen functorch numpy msgpack triton nvidia cuda sympy mpmath networkx jinja2 markupsafe
    filelock fsspec typing_extensions packaging setuptools optree
"""
ALLOWED = frozenset(_ALLOWED_NAMES.split())


class Guard:
    """Finds the allowed packages where they are installed, and no others."""

    def __init__(self, site: Sequence[str]) -> None:
        self._site = list(site)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find an allowed top-level package; None leaves the name to Python's own finders."""
        if path is None and name in ALLOWED:
            return importlib.machinery.PathFinder.find_spec(name, self._site, target)
        return None


def close_imports(site: Sequence[str], shelf: Any) -> None:
    """Leave the standard library on sys.path, and of the finders Python's own, the shelf and the guard."""
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
    dynamic = next((entry for entry in sys.path if entry.endswith("lib-dynload")), None)
    sys.path[:] = [entry for entry in sys.path if entry in folders or entry == dynamic]
    own = (importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter)
    sys.meta_path[:] = [*own, shelf, importlib.machinery.PathFinder, Guard(site)]
