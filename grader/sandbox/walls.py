"""The command that starts the room's interpreter, alone or behind the walls of bubblewrap."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

ROOM = Path(__file__).parent / "room"
_STANDARD = Path(os.__file__).parent

# What the room may import from outside the standard library: torch, and what torch itself imports.
_PACKAGES = """
    torch torchgen functorch numpy msgpack triton nvidia cuda sympy mpmath networkx jinja2 markupsafe filelock
    fsspec typing_extensions packaging setuptools optree opt_einsum pyseccomp
"""
_SCRATCH = "/scratch"
_SCRATCH_BYTES = 256 << 20  # for all folders of a room together; one exercise about files writes kilobytes
_DRIVERS = ("/dev/nvidia*", "/dev/dri", "/dev/kfd", "/dev/dxg")


class Walls:
    """One way of starting the room's interpreter.

    `kind` is "none" (no walls), "old" (what every bubblewrap knows) or "new" (0.8 and later: no namespaces inside,
    and a limit on what the scratch folders hold).
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.inside = kind != "none"

    @property
    def scratch(self) -> str | None:
        """The folder inside for scratch folders, where there are walls."""
        return _SCRATCH if self.inside else None

    @property
    def room(self) -> str:
        """Where the room's own files are seen by its interpreter."""
        return "/room" if self.inside else str(ROOM)

    def command(self, with_parent: bool, environment: dict[str, str]) -> list[str]:
        """Return the words that stand before those of the interpreter."""
        if not self.inside:
            return []
        bubblewrap = shutil.which("bwrap")
        assert bubblewrap is not None
        command = [
            bubblewrap,
            "--unshare-user",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
        ]
        command += ["--unshare-cgroup-try", "--as-pid-1", "--cap-drop", "ALL", "--clearenv"]
        command += ["--uid", "1000", "--gid", "1000"]
        command += ["--disable-userns"] if self.kind == "new" else []
        command += ["--die-with-parent"] if with_parent else []
        for name, value in environment.items():
            command += ["--setenv", name, value]
        command += ["--proc", "/proc", "--dev", "/dev"]
        for pattern in _DRIVERS:
            for device in sorted(Path("/").glob(pattern[1:])):
                command += ["--dev-bind", str(device), str(device)]
                command += ["--ro-bind-try", "/sys", "/sys"]
        command += [word for views in _views() for word in views]
        command += ["--ro-bind", str(ROOM), self.room]
        command += ["--size", str(_SCRATCH_BYTES)] if self.kind == "new" else []
        command += ["--perms", "0700"] if self.kind == "new" else []
        command += ["--tmpfs", _SCRATCH, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]
        return command


def ways(wanted: bool) -> list[Walls]:
    """Return the ways of starting to be tried here, the best first."""
    if not wanted or sys.platform != "linux" or shutil.which("bwrap") is None:
        return [Walls("none")]
    return [Walls("new"), Walls("old"), Walls("none")]


def interpreter() -> str:
    """Return Python itself, without the virtual environment around it."""
    return os.path.realpath(sys.executable)


def site_folders() -> list[str]:
    """Return the folders of sys.path in which the room's packages lie."""
    found = dict.fromkeys(str(place.parent) for name in _PACKAGES.split() for place in _places(name))
    return list(found)


def readable() -> list[str]:
    """Return what a submission may read where its exercise needs files: Python and the room's packages."""
    packages = [str(place) for name in _PACKAGES.split() for place in _places(name)]
    return [*_libraries(), *packages, "/dev/null", "/dev/zero", "/dev/urandom"]


def hidden() -> list[str]:
    """Return folders that a submission must not find: the grader's own, and the user's."""
    package = Path(__file__).parents[1]
    folders = [package, package.parent, Path.home(), Path.cwd()]
    # On the way to what may be read lie folders that can be listed, with nothing else in them.
    return [str(f) for f in folders if not any(Path(seen).is_relative_to(f) for seen in readable())]


@cache
def _places(name: str) -> tuple[Path, ...]:
    """Return the folders and files of a package, with the libraries that lie beside it."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return ()
    if spec is None:
        return ()
    if spec.submodule_search_locations is None:
        return () if spec.origin is None else (Path(spec.origin),)
    places = [Path(location) for location in spec.submodule_search_locations]
    beside = [place.with_name(f"{place.name}.libs") for place in places]
    return (*places, *(folder for folder in beside if folder.is_dir()))


def _libraries() -> list[str]:
    """Return the folders of Python's standard library and of the system's shared libraries."""
    real = Path(interpreter())
    folders = [Path(sys.base_prefix, "lib"), _STANDARD]
    folders += [Path(entry).parent for entry in sys.path if entry.endswith("lib-dynload")]
    folders += [
        Path(p) for p in ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/cuda", "/nix/store")
    ]
    folders += [Path("/etc/ld.so.cache"), Path("/etc/ld.so.conf"), Path("/etc/ld.so.conf.d"), real]
    # A virtual environment made with copies finds its standard library by this file.
    folders += [real.with_name("pyvenv.cfg"), real.parent.with_name("pyvenv.cfg")]
    kept: list[str] = []
    for folder in folders:
        if folder.exists() and not any(folder.is_relative_to(k) for k in kept if not Path(k).is_symlink()):
            kept.append(str(folder))
    return kept


def _views() -> Iterator[Sequence[str]]:
    """Yield what is seen inside: libraries, without what else was installed beside them, then the packages."""
    libraries = _libraries()
    for path in libraries:
        if Path(path).is_symlink():
            yield ("--symlink", str(Path(path).readlink()), path)
        else:
            yield ("--ro-bind", path, path)
    for folder in _installed(libraries):
        yield ("--tmpfs", folder)
    for name in _PACKAGES.split():
        for place in _places(name):
            yield ("--ro-bind", str(place), str(place))
    for folder in _installed(libraries):
        yield ("--remount-ro", folder)


def _installed(libraries: Sequence[str]) -> list[str]:
    """Return the folders of installed packages that lie in the libraries' folders."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    names = [f"{v}/{kind}-packages" for v in (version, "python3") for kind in ("site", "dist")]
    found = [Path(library, name) for library in libraries for name in names]
    found += [_STANDARD / "site-packages", _STANDARD / "dist-packages"]
    return list(dict.fromkeys(str(folder) for folder in found if folder.is_dir() and not folder.is_symlink()))
