"""Nodes and buffers to values, beside the learner's code: laid out as they were in the judge's memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from . import build, protocol
from .bans import Bans
from .decoding import Decoder, with_flags
from .protocol import FOR_CPU
from .values import (
    ALIGN,
    DTYPES,
    EXPRESSION,
    RECIPE,
    SCRATCH,
)


class BuildingDecoder(Decoder):
    """Decodes in the child what the judge sent: tensors as they lay there, on `device`, and recipes built."""

    def __init__(
        self,
        table: list[list[int]],
        body: bytearray,
        refer: Callable[[int, list[str]], Any],
        scratch: Callable[[str], Any],
        device: str,
        bans: Bans | None = None,
    ) -> None:
        super().__init__(body)
        self._bans = bans or Bans(protocol.NO_BANS)
        self._refer = refer
        self._scratch = scratch
        self._target = None if device == "cpu" else device
        self._table = table
        self._starts: list[int] = []
        start = 0
        for size, *_ in table:
            self._starts.append(start)
            start += -(-size // ALIGN) * ALIGN
        self._storages: dict[int, torch.Tensor] = {}
        self._moved: dict[tuple[int, torch.dtype], torch.Tensor] = {}
        self._bases: dict[int, np.ndarray[Any, Any]] = {}

    def _slab(self, rest: list[Any]) -> bytes:
        start = self._starts[rest[0]]
        return bytes(self._body[start : start + self._table[rest[0]][0]])

    def _storage(self, place: int) -> torch.Tensor:
        """Return the bytes of a storage as a tensor that owns them."""
        value = self._storages.get(place)
        if value is None:
            size, low, total, _ = self._table[place]
            if not size:
                value = torch.empty(0, dtype=torch.uint8)
            else:
                data = torch.frombuffer(self._body, dtype=torch.uint8, offset=self._starts[place], count=size)
                if low:
                    value = torch.zeros(total, dtype=torch.uint8)
                    value[low:] = data
                else:
                    value = data.clone()
            self._storages[place] = value
        return value

    def _tensor(self, node: list[Any]) -> torch.Tensor:
        slot = self._reserve()
        if len(node) == 5:
            _, index, _, shape, flags = node
            value = torch.empty(shape, dtype=DTYPES[index], device="meta")
        else:
            _, index, place, shape, flags, strides, offset = node
            storage = self._storage(place).untyped_storage()
            value = torch.empty(0, dtype=DTYPES[index]).set_(storage, offset, shape, strides)
            if self._target is not None:
                value = self._move(value, place)
        value = with_flags(value, flags)
        self._memo[slot] = value
        return value

    def _move(self, value: torch.Tensor, place: int) -> torch.Tensor:
        _, _, total, users = self._table[place]
        if users == 1 and value.storage_offset() == 0 and value.numel() * value.element_size() == total:
            return value.to(self._target)
        base = self._moved.get((place, value.dtype))
        if base is None:
            count = total // value.element_size()
            flat = torch.empty(0, dtype=value.dtype).set_(value.untyped_storage(), 0, (count,), (1,))
            base = self._moved[place, value.dtype] = flat.to(self._target)
        return base.as_strided(value.shape, value.stride(), value.storage_offset())

    def _array(self, node: list[Any]) -> np.ndarray[Any, Any]:
        _, name, place, shape, strides, offset, writeable = node
        slot = self._reserve()
        dtype = np.dtype(name)
        size, _, _, users = self._table[place]
        start = self._starts[place]
        value: np.ndarray[Any, Any]
        if not size:
            value = np.empty(shape, dtype)
        elif users == 1 and math.prod(shape) * dtype.itemsize == size and offset == 0:
            order = np.ndarray(shape, dtype, self._body, start, strides)
            value = order.copy(order="K")
        else:
            base = self._bases.get(place)
            if base is None:
                base = self._bases[place] = np.frombuffer(self._body, np.uint8, size, start).copy()
            value = np.ndarray(shape, dtype, base, offset, strides)
        value.flags.writeable = writeable
        self._memo[slot] = value
        return value

    def _generator(self, node: list[Any]) -> torch.Generator:
        """Return the generator on the device of the tensors, as torch wants it to draw there.

        An accelerator's state is another one than the CPU's: equal states of the CPU give equal ones there.
        """
        slot = len(self._memo)
        generator = super()._generator(node)
        if self._target is None or self._target.partition(":")[0] in FOR_CPU:
            return generator
        there = torch.Generator(device=self._target)
        there.manual_seed(int(torch.randint(1 << 62, (), generator=generator)))
        self._memo[slot] = there
        return there

    def _handle(self, node: list[Any]) -> Any:
        return self._refer(node[1], node[2:])

    def _special(self, node: list[Any]) -> Any:
        tag = node[0]
        if tag == SCRATCH:
            return self._scratch(node[1])
        if tag == EXPRESSION:
            return build.Expression.from_data(node[1:]).as_function()
        slot = self._reserve()
        value: Any
        if tag == RECIPE:
            recipe = build.Recipe.from_data(self.decode(node[1]))
            value = self._bans.build(lambda: build.build_model(recipe))
            self._bans.permit(value)
            if self._target is not None:
                value = value.to(self._target)
        else:
            target = self.decode(node[2])
            optimizer = build.OptimizerRecipe(node[1], target, self.decode(node[3]))
            value = self._bans.build(lambda: build.build_optimizer(optimizer))
        self._memo[slot] = value
        return value
