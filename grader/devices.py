"""Which devices and dtypes exist here, which do not and why, and settings that make devices comparable."""

from __future__ import annotations

import gc
from dataclasses import dataclass

import torch

from grader.language import Message, message

#: The device types that torch code is written for, in the order in which they are reported.
KNOWN = ("cpu", "cuda", "mps", "xpu")


@dataclass(frozen=True, slots=True)
class Device:
    """One device type: whether it can be graded on here, and if not, why (a broken driver in its own words)."""

    name: str
    available: bool
    reason: Message | str
    dtypes: tuple[str, ...]
    detail: str


def find_devices() -> list[Device]:
    """Return every device type that torch knows of, here or not; an absent one says why."""
    names = list(KNOWN)
    if torch.accelerator.is_available():
        accelerator = torch.accelerator.current_accelerator()
        if accelerator is not None and accelerator.type not in names:
            names.append(accelerator.type)
    return [_device(name) for name in names]


def available_devices() -> list[str]:
    """Return the names of the devices that can be graded on here."""
    return [device.name for device in find_devices() if device.available]


def _device(name: str) -> Device:
    if name == "cpu":
        return Device(name, True, "", _dtypes(name), f"torch {torch.__version__}")
    module = getattr(torch, name, None)
    backend = getattr(torch.backends, name, None)
    is_available = getattr(module, "is_available", None) or getattr(backend, "is_available", None)
    try:
        here = bool(is_available()) if is_available is not None else False
    except Exception as error:  # a broken driver: absent, with its own words as the reason
        return Device(name, False, f"{type(error).__name__}: {error}", (), "")
    if here:
        get_name = getattr(module, "get_device_name", None)
        return Device(name, True, "", _dtypes(name), str(get_name()) if get_name is not None else "")
    built = getattr(backend, "is_built", None)
    if built is not None and not built():
        return Device(name, False, message("this torch was built without it"), (), "")
    return Device(name, False, message("not on this machine"), (), "")


def _dtypes(name: str) -> tuple[str, ...]:
    every = ("float64", "float32", "bfloat16", "float16")
    return every[1:] if name == "mps" else every


def prepare() -> None:
    """Switch off what makes devices less exact than their dtypes; called before anything is computed."""
    torch.backends.cudnn.allow_tf32 = False
    torch.set_float32_matmul_precision("highest")
    torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False
    torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
    torch.set_num_threads(1)
    # Hypothesis collects garbage once before its first run, 0.25 s over the objects of torch: they are here to stay.
    gc.freeze()
    gc.enable()  # the command line goes without while it imports
