"""Checkpoints as a digest and a torch archive, written beside the target and renamed, checked before they are applied."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from pathlib import Path

import torch

DIGEST_BYTES = hashlib.sha256().digest_size


def save_checkpoint(
    path: str | os.PathLike[str], model: torch.nn.Module, optimizer: torch.optim.Optimizer, epoch: int
) -> None:
    """Write model, optimizer and epoch to the one file `path`, whole or not at all."""
    # State dicts and not the objects: a pickled module is a reference to code that has to be run to read it.
    # The optimizer too: without its averages, its step counts and its learning rate, training starts over.
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    buffer = io.BytesIO()
    torch.save(checkpoint, buffer)
    payload = buffer.getvalue()

    # Opening `path` for writing would empty it at once, and a crash from then on would leave nothing. Renaming
    # puts the finished file in its place in one step, as long as both lie in one folder.
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as file:
            file.write(hashlib.sha256(payload).digest() + payload)
            file.flush()
            os.fsync(file.fileno())  # on the disk before the name points at it, should the power fail
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def load_checkpoint(
    path: str | os.PathLike[str],
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    device: torch.device | str,
) -> int:
    """Bring `model` and `optimizer`, which live on `device`, into the saved state; return the epoch."""
    data = Path(path).read_bytes()
    digest, payload = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    # torch.load does not compare checksums: a weight with a flipped bit would load without a word.
    if hashlib.sha256(payload).digest() != digest:
        raise ValueError(f"{path} is damaged, or no checkpoint of ours")
    try:
        # map_location: the device that was saved from may not exist here. weights_only: tensors, numbers, strings
        # and containers, and no code.
        checkpoint = torch.load(io.BytesIO(payload), map_location=device, weights_only=True)
        model_state, optimizer_state = checkpoint["model"], checkpoint["optimizer"]
        epoch = checkpoint["epoch"]
    except Exception as error:
        raise ValueError(f"{path} cannot be read as a checkpoint: {error}") from error

    # load_state_dict of a module copies what fits and raises afterwards, so everything is compared before it is
    # called. That of an optimizer compares its groups first, and raises ValueError with nothing changed.
    missing, unexpected, mismatched = _compare(model_state, model)
    if missing or unexpected or mismatched:
        raise ValueError(f"{path} is of another model: {missing=} {unexpected=} {mismatched=}")
    optimizer.load_state_dict(optimizer_state)
    model.load_state_dict(model_state)
    return epoch


def load_partial(
    state: Mapping[str, torch.Tensor], model: torch.nn.Module
) -> tuple[list[str], list[str], list[str]]:
    """Load every tensor of `state` whose name and shape fit; return (missing, unexpected, mismatched)."""
    missing, unexpected, mismatched = _compare(state, model)
    # strict=False forgives missing and unexpected names but not shapes, so those have to be left out by hand.
    fitting = {name: value for name, value in state.items() if name not in {*unexpected, *mismatched}}
    model.load_state_dict(fitting, strict=False)
    return missing, unexpected, mismatched


def _compare(
    state: Mapping[str, torch.Tensor], model: torch.nn.Module
) -> tuple[list[str], list[str], list[str]]:
    """Return the sorted names that `state` lacks, that `model` lacks, and whose shapes differ."""
    own = model.state_dict()
    missing = sorted(own.keys() - state.keys())
    unexpected = sorted(state.keys() - own.keys())
    mismatched = sorted(name for name in own.keys() & state.keys() if own[name].shape != state[name].shape)
    return missing, unexpected, mismatched
