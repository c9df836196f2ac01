"""Wraps torch's own Adam.

en: Your class is torch.optim.Adam in another coat. Which two averages does it keep for each parameter, and how do they make a step?
zh: 你的类只是给 torch.optim.Adam 换了件外衣。它为每个参数保存哪两个平均值？又怎样由它们得出一步更新？
"""

from collections.abc import Iterable

import torch

CAUGHT_BY = "allowed_means_only"


class Adam:
    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.inner = torch.optim.Adam(params, lr, betas, eps, weight_decay)

    def step(self) -> None:
        self.inner.step()

    def zero_grad(self) -> None:
        self.inner.zero_grad(set_to_none=True)
