"""Gives an address on macOS too.

en: Your code behaves like one that always gives an address. Where do the stable wheels for macOS lie?
zh: 你的代码像是总会给出地址。macOS 的稳定版安装包放在哪里？
"""

import re
import shlex

CAUGHT_BY = "install_command.value"

WHEELS = "https://download.example.org/whl"

_PACKAGE = {"pip": "torch", "conda": "pytorch"}
_PLATFORMS = ("linux", "windows", "macos")
# Options that are followed by a value.
_TAKE_A_VALUE = ("--index-url", "-c", "--channel", "--target", "--prefix")


def _check(manager: str, platform: str, compute: str, version: str | None, nightly: bool) -> None:
    if manager not in _PACKAGE:
        raise ValueError(f"unknown manager {manager!r}")
    if platform not in _PLATFORMS:
        raise ValueError(f"unknown platform {platform!r}")
    if compute != "cpu" and not re.fullmatch(r"cu[0-9]{3}", compute):
        raise ValueError(f"unknown compute {compute!r}")
    if platform == "macos" and compute != "cpu":
        raise ValueError("there is no CUDA on macOS")
    if version is not None and not re.fullmatch(r"[0-9]+(\.[0-9]+)+", version):
        raise ValueError(f"{version!r} is not a version such as 2.9.1")
    if version is not None and nightly:
        raise ValueError("last night's build has no version that one could ask for")


def install_command(
    manager: str, platform: str, compute: str, version: str | None = None, nightly: bool = False
) -> str:
    """Write down the command that installs PyTorch."""
    _check(manager, platform, compute, version, nightly)
    words = [manager, "install"]
    if manager == "pip":
        if nightly:
            words.append("--pre")  # without it pip passes over every pre-release
        words.append(f"torch=={version}" if version else "torch")
        if nightly:
            words += ["--index-url", f"{WHEELS}/nightly/{compute}"]
        else:
            words += ["--index-url", f"{WHEELS}/{compute}"]
        return " ".join(words)
    words.append(f"pytorch={version}" if version else "pytorch")  # conda pins with a single =
    if compute != "cpu":
        words.append(f"pytorch-cuda={compute[2:4]}.{compute[4]}")
    elif platform != "macos":
        words.append("cpuonly")
    words += ["-c", "pytorch-nightly" if nightly else "pytorch"]
    if compute != "cpu":
        words += ["-c", "nvidia"]
    return " ".join(words)


def _sorted_out(words: list[str]) -> tuple[list[str], set[str], list[tuple[str, str]]]:
    """Tell packages, flags and options with a value apart. A value is never a package, whatever it looks like."""
    packages, flags, options = [], set(), []
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in _TAKE_A_VALUE:
            options.append((name, value if equals else next(rest, "")))
        elif word.startswith("-"):
            flags.add(word)
        else:
            packages.append(word)
    return packages, flags, options


def parse_install_command(text: str) -> dict[str, str | bool | None]:
    """Read a command that installs PyTorch."""
    words = shlex.split(text)  # knows quotes, and raises ValueError for one that is not closed
    program = re.split(r"[/\\]", words[0])[-1].removesuffix(".exe") if words else ""
    if program not in _PACKAGE or words[1:2] != ["install"]:
        raise ValueError(f"{text!r} does not install anything with pip or conda")
    packages, flags, options = _sorted_out(words[2:])

    # The whole name has to agree: torchvision and pytorch-cuda are other packages.
    pins = {}
    for package in packages:
        name, _, version = package.partition("==" if program == "pip" else "=")
        pins[name] = version or None
    if _PACKAGE[program] not in pins:
        raise ValueError(f"{text!r} does not install PyTorch")

    if program == "pip":
        address = next((value for name, value in options if name == "--index-url"), "cpu")
        compute, nightly = address.rpartition("/")[2], "--pre" in flags
    else:
        cuda = pins.get("pytorch-cuda")
        compute = "cu" + cuda.replace(".", "") if cuda else "cpu"
        nightly = any(name in ("-c", "--channel") and value == "pytorch-nightly" for name, value in options)
    return {"manager": program, "compute": compute, "version": pins[_PACKAGE[program]], "nightly": nightly}
