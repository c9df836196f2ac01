"""torchgrade: checks code that answers PyTorch interview questions."""

__version__ = "0.1.0"


def load_ipython_extension(ipython: object) -> None:
    """Add `%%grade` to a notebook; for ``%load_ext grader``."""
    from grader.notebook import load_ipython_extension as load

    load(ipython)
