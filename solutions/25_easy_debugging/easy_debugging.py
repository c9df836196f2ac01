"""25 Easy debugging: a worked solution.

A forward hook is called when a module has finished, with the module, its arguments and its output. So the order of
the calls is the order of finishing, and all that is left is to copy what we see and to clean up behind us.
"""

from typing import Any

import torch
from torch import Tensor, nn


def _copied(output: Any) -> Any:
    """Copy an output with its structure.

    A copy, because the next module may work in place, and a reference would show what became of it. Detached, so that
    the graph of the whole run is not kept alive by whoever keeps the trace.
    """
    if isinstance(output, Tensor):
        return output.detach().clone()
    if isinstance(output, (tuple, list)):
        return type(output)(_copied(part) for part in output)
    if isinstance(output, dict):
        return {key: _copied(part) for key, part in output.items()}
    return output


def trace(model: nn.Module, x: Tensor) -> dict[str, Any]:
    """Hang a hook on every sub-module, run, and take the hooks off, whatever happens."""
    outputs: dict[str, Any] = {}
    hooks = []
    try:
        # named_modules goes all the way down and gives dotted names; a shared module comes once.
        for name, module in model.named_modules():
            if module is model:
                continue

            # The default argument binds the name now. A plain closure would see the last one of the loop.
            def look(_module: nn.Module, _arguments: Any, output: Any, name: str = name) -> None:
                outputs[name] = _copied(output)

            hooks.append(module.register_forward_hook(look))
        # model(x) and not model.forward(x), which would skip the hooks of the model itself.
        model(x)
    finally:
        # Also when the model raises; the exception goes on by itself.
        for hook in hooks:
            hook.remove()
    return outputs


def _is_finite(output: Any) -> bool:
    if isinstance(output, Tensor):
        # Elementwise first: large finite numbers may have an infinite sum.
        return bool(torch.isfinite(output).all())
    if isinstance(output, dict):
        output = output.values()
    return not isinstance(output, (tuple, list, type({}.values()))) or all(
        _is_finite(part) for part in output
    )


def first_non_finite(model: nn.Module, x: Tensor) -> str | None:
    """Search the trace, which is in the order of finishing: a container comes after the part that spoiled it."""
    for name, output in trace(model, x).items():
        if not _is_finite(output):
            return name
    return None
