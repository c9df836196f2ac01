"""torchgrade: checks code that answers PyTorch interview questions."""

__version__ = "0.1.0"
