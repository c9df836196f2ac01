"""Templates for writing, argparse for reading."""

import argparse
import ntpath
import re
import shlex

WHEELS = "https://download.example.org/whl"
TEMPLATES = {
    ("pip", False): "pip install torch{pin} --index-url {wheels}/{compute}",
    ("pip", True): "pip install --pre torch --index-url {wheels}/nightly/{compute}",
    ("conda", False): "conda install pytorch{pin} {variant} -c pytorch {nvidia}",
    ("conda", True): "conda install pytorch {variant} -c pytorch-nightly {nvidia}",
}


def install_command(manager, platform, compute, version=None, nightly=False):
    """Choose a template and fill it."""
    cuda = re.fullmatch("cu([0-9][0-9])([0-9])", compute)
    if (manager, False) not in TEMPLATES or platform not in {"linux", "windows", "macos"}:
        raise ValueError("manager or platform")
    if not (cuda or compute == "cpu") or (cuda and platform == "macos"):
        raise ValueError("compute")
    if version is not None:
        parts = version.split(".")
        if nightly or len(parts) < 2 or not all(re.fullmatch("[0-9]+", part) for part in parts):
            raise ValueError("version")
    template = TEMPLATES[manager, bool(nightly)]
    if (manager, platform, nightly) == ("pip", "macos", False):
        template = "pip install torch{pin}"
    variant = "" if platform == "macos" else "cpuonly"
    text = template.format(
        wheels=WHEELS,
        compute=compute,
        pin="" if version is None else ("==" if manager == "pip" else "=") + version,
        variant=f"pytorch-cuda={cuda[1]}.{cuda[2]}" if cuda else variant,
        nvidia="-c nvidia" if cuda else "",
    )
    return " ".join(text.split())


class Reader(argparse.ArgumentParser):
    """A parser that raises instead of ending the program."""

    def error(self, message):
        """Called for everything that is wrong."""
        raise ValueError(message)


def parse_install_command(text):
    """Let argparse find out which word is what."""
    words = shlex.split(text)
    if len(words) < 2 or words[1] != "install":
        raise ValueError("no install command")
    manager = ntpath.basename(words[0]).split(".exe")[0]
    if manager not in ("pip", "conda"):
        raise ValueError("neither pip nor conda")
    reader = Reader(add_help=False, allow_abbrev=False)
    reader.add_argument("packages", nargs="*")
    reader.add_argument("--index-url", default=WHEELS + "/cpu")
    reader.add_argument("-c", "--channel", action="append", default=[])
    reader.add_argument("--target")
    reader.add_argument("--prefix")
    for flag in ("--pre", "--upgrade", "-y"):
        reader.add_argument(flag, action="store_true")
    found = reader.parse_intermixed_args(words[2:])
    named = dict(re.fullmatch("([^=]*)(?:={1,2}(.*))?", package).groups() for package in found.packages)
    wanted = {"pip": "torch", "conda": "pytorch"}[manager]
    if wanted not in named:
        raise ValueError("PyTorch is not among the packages")
    answer = {"manager": manager, "version": named[wanted]}
    if manager == "pip":
        return answer | {"compute": found.index_url.split("/")[-1], "nightly": found.pre}
    cuda = named.get("pytorch-cuda", "cpu")
    compute = cuda if cuda == "cpu" else "cu" + "".join(cuda.split("."))
    return answer | {"compute": compute, "nightly": "pytorch-nightly" in found.channel}
