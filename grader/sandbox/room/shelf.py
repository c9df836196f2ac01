"""Keeps the modules that may be imported late in memory, for children that may open no file."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import marshal
import os
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType

# Torch and what it imports late by itself; other packages are not for submissions.
_PACKAGES = ("torch", "torchgen", "functorch", "numpy", "sympy", "mpmath", "packaging", "opt_einsum")
_OMITTED = """
    idlelib tkinter turtledemo lib2to3 ensurepip pydoc_data distutils ctypes.macholib
    numpy.f2py numpy.distutils sympy.physics sympy.stats sympy.vector sympy.holonomic sympy.diffgeom
    sympy.categories sympy.crypto sympy.liealgebras torch.ao torch.quantization torch.contrib torch._vendor
    torch._inductor.codegen torch._inductor.fx_passes torch._inductor.kernel torch._inductor.autoheuristic
    torch.include torch.lib torch.bin torch.share torch._native torch.testing._internal.opinfo
    torch.testing._internal.generated torch.testing._internal.optests torch.testing._internal.data
"""
_LEFT_OUT = frozenset(_OMITTED.split())
_NEVER = frozenset(("__pycache__", "site-packages", "dist-packages", "test", "tests"))

# Torch reads the text of these: its settings have meaning in comments, and some derivatives are compiled from it.
_WITH_SOURCE = (
    "config.py",
    "/enum.py",
    "/torch/_decomp/decompositions.py",
    "/torch/_decomp/decompositions_for_jvp.py",
)

_HEADER = 16  # bytes before the code of a compiled module: magic, flags, time and size of the source
_TAG = f".{sys.implementation.cache_tag}.pyc"


class Shelf(importlib.abc.Loader):
    """Finds modules that were read before the lock; what is missing is left to Python's own finders."""

    def __init__(self, site: Sequence[str]) -> None:
        self._modules: dict[str, tuple[str, bool, bytes]] = {}
        self._sources: dict[str, str] = {}
        for folder in dict.fromkeys(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")):
            self._read(folder, "")
        for entry in site:
            for package in _PACKAGES:
                folder = os.path.join(entry, package)  # noqa: PTH118 - pathlib would double the time
                if os.path.isdir(folder):  # noqa: PTH112
                    self._read(folder, f"{package}.")

    def __len__(self) -> int:
        return len(self._modules)

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module of the shelf."""
        found = self._modules.get(name)
        if found is None:
            return None
        origin, package, _ = found
        spec = importlib.machinery.ModuleSpec(name, self, origin=origin, is_package=package)
        spec.has_location = True
        if package:
            spec.submodule_search_locations = [origin.rpartition("/")[0]]
        return spec

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Leave it to Python."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code."""
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, name: str) -> CodeType:
        """Return the code of a module."""
        origin, _, data = self._modules[name]
        if data[:4] == importlib.util.MAGIC_NUMBER:
            code: CodeType = marshal.loads(memoryview(data)[_HEADER:])
            return code
        return compile(data, origin, "exec", dont_inherit=True)

    def get_source(self, name: str) -> str | None:
        """Return the text of the few modules whose text is needed; linecache asks for it."""
        return self._sources.get(name)

    def _read(self, folder: str, prefix: str) -> None:
        for path, name, package in _modules(folder, prefix):
            if path.endswith(_WITH_SOURCE):
                self._keep_source(path, name)
            if name not in sys.modules:
                self._modules[name] = (path, package, _content(path))

    def _keep_source(self, path: str, name: str) -> None:
        with Path(path).open(encoding="utf-8") as file:
            text = self._sources[name] = file.read()
        if name in sys.modules:  # its own loader would look for the file
            linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)


def _modules(folder: str, prefix: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (file, name, whether it is a package) of every module below a folder."""
    pending = [(folder, prefix)]
    while pending:
        folder, prefix = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            if name.endswith(".py"):
                stem = name[:-3]
                if stem != "__init__":
                    yield entry.path, prefix + stem, False
                elif prefix:
                    yield entry.path, prefix[:-1], True
            elif (
                name.isidentifier()
                and name not in _NEVER
                and prefix + name not in _LEFT_OUT
                and entry.is_dir()
            ):
                pending.append((entry.path, f"{prefix}{name}."))


def _content(path: str) -> bytes:
    """Return the compiled module where it is up to date, and the source otherwise."""
    head, _, name = path.rpartition("/")
    try:
        data = Path(f"{head}/__pycache__/{name[:-3]}{_TAG}").read_bytes()
        if data[:4] == importlib.util.MAGIC_NUMBER and (data[4] or _fresh(path, data)):
            return data
    except OSError:
        pass
    return Path(path).read_bytes()


def _fresh(path: str, data: bytes) -> bool:
    about = os.stat(path)  # noqa: PTH116
    stamp = (int(about.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    return data[8:16] == stamp + (about.st_size & 0xFFFFFFFF).to_bytes(4, "little")
