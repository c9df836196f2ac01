"""25 Easy debugging.

Read question.md (or question.zh.md). Check your work: grade exercise 25
"""

from typing import Any

from torch import Tensor, nn


def trace(model: nn.Module, x: Tensor) -> dict[str, Any]:
    """Run model(x) once, and return what every sub-module put out.

    Returns {dotted name: output} for every sub-module that ran, containers too, the model itself left out, in the
    order in which they finished. Outputs are detached copies, tensors or tuples of tensors as the module returned them.
    A module that ran several times has its last output. The model is left as it was, also where it raises.
    """
    raise NotImplementedError("trace is yours to write")


def first_non_finite(model: nn.Module, x: Tensor) -> str | None:
    """Run model(x) once, and return the name of the first sub-module to finish with a nan or an infinity in its output.

    Returns None if there is none. The model is left as it was, also where it raises.
    """
    raise NotImplementedError("first_non_finite is yours to write")
