"""Joins all gradients to one vector, and works on curves as tensors."""

import torch

GROWTH, WINDOW, FLAT, TURNS = 2, 10, 0.01, 0.5


def largest_stable_lr(hessian):
    """2 over the largest eigenvalue, by way of the full eigendecomposition."""
    if hessian.ndim != 2 or hessian.size(0) != hessian.size(1):
        raise ValueError(f"hessian has shape {list(hessian.shape)}")
    gap = (hessian - hessian.mT).abs().amax()
    if gap.item() > 1e-6 * hessian.abs().amax().item():
        raise ValueError(f"hessian is off symmetry by {gap.item()}")
    values, _ = torch.linalg.eigh((hessian + hessian.mT) / 2)
    top = values.max().item()
    return 2.0 / top if top > 0.0 else float("inf")


def clip_grad_norm_(parameters, max_norm):
    """Clip through the norm of the concatenation."""
    grads = [p.grad for p in parameters]
    grads = [g for g in grads if g is not None]
    if len(grads) == 0:
        return 0.0
    norm = torch.cat([g.reshape(-1) for g in grads]).norm()
    factor = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    with torch.no_grad():
        for g in grads:
            g *= factor
    return norm.item()


def diagnose(losses):
    """Look at the curve as a float64 tensor."""
    curve = torch.tensor(losses, dtype=torch.float64)
    if curve.numel() == 0:
        raise ValueError("no losses")
    if not curve.isfinite().all() or curve[-1] > GROWTH * curve[0]:
        return "diverging"
    window = curve[-WINDOW:]
    if window.max() - window.min() <= FLAT * window.max():
        return "plateau"
    if len(window) >= 3:
        signs = window.diff().sign()
        turns = int((signs[1:] * signs[:-1] == -1).sum())
        if turns > TURNS * (len(window) - 2):
            return "oscillating"
    return "converging"


def suggest_lr(lrs, losses):
    """Slopes by differences of tensors."""
    if len(lrs) != len(losses):
        raise ValueError("as many learning rates as losses")
    rates = torch.tensor(lrs, dtype=torch.float64)
    curve = torch.tensor(losses, dtype=torch.float64)
    if not ((rates > 0).all() and (rates.diff() > 0).all()):
        raise ValueError("lrs are not ascending")
    bad = (~curve.isfinite()).nonzero()
    end = int(bad[0, 0]) if len(bad) else len(curve)
    if end < 2:
        raise ValueError("too few points")
    slopes = curve[:end].diff() / rates[:end].log().diff()
    if slopes.min() >= 0:
        raise ValueError("no descent")
    return lrs[int(slopes.argmin())]
