"""32 The install command.

Read question.md (or question.zh.md). Check your work: grade exercise 32
"""

WHEELS = "https://download.example.org/whl"


def install_command(
    manager: str, platform: str, compute: str, version: str | None = None, nightly: bool = False
) -> str:
    """Write down the command that installs PyTorch.

    manager: "pip" or "conda". platform: "linux", "windows" or "macos".
    compute: "cpu", or "cu" and three digits for a version of CUDA: "cu126" is CUDA 12.6.
    version: numbers joined by dots, at least two, such as "2.9.1"; None for the newest.
    nightly: whether to install last night's build.

    Returns the command by the rules of the statement, words separated by single spaces.

    Raises ValueError for an unknown manager, platform or compute, a malformed version, CUDA on macOS, or a version
    together with nightly.
    """
    raise NotImplementedError("install_command is yours to write")


def parse_install_command(text: str) -> dict[str, str | bool | None]:
    """Read a command that installs PyTorch.

    text: a command as install_command writes it, or as people write it: see the statement.

    Returns a dictionary with the keys manager, compute, version and nightly, with values as in install_command.

    Raises ValueError if it is not a command that installs PyTorch with pip or conda, or if a quote is not closed.
    """
    raise NotImplementedError("parse_install_command is yours to write")
