"""A plain torch archive that torch.load can read, checked with zipfile; a failed load is rolled back."""

from __future__ import annotations

import copy
import os
import tempfile
import zipfile
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, epoch):
    path = Path(path).absolute()
    descriptor, name = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            torch.save([epoch, model.state_dict(), optimizer.state_dict()], file)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _is_whole(path):
    """Compare the checksums, which torch.save writes and torch.load never reads."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        # A changed name can hide a member behind another, and an attribute can make it look like a folder.
        plain = all(info.external_attr == 0 for info in archive.infolist())
        return plain and len(set(names)) == len(names) and archive.testzip() is None


def load_checkpoint(path, model, optimizer, device):
    before = copy.deepcopy(model.state_dict()), copy.deepcopy(optimizer.state_dict())
    try:
        if not _is_whole(path):
            raise ValueError("a checksum does not match")
        epoch, weights, memory = torch.load(path, map_location=device, weights_only=True)
        model.load_state_dict(weights)
        optimizer.load_state_dict(memory)
    except Exception as error:
        model.load_state_dict(before[0])
        optimizer.load_state_dict(before[1])
        raise ValueError(f"not loaded: {error}") from error
    return epoch


def load_partial(state, model):
    unexpected = set(state)
    missing, mismatched = [], []
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name not in state:
                missing.append(name)
                continue
            unexpected.remove(name)
            if tensor.shape == state[name].shape:
                tensor.copy_(state[name])  # a view of the parameter's own memory
            else:
                mismatched.append(name)
    return sorted(missing), sorted(unexpected), sorted(mismatched)
