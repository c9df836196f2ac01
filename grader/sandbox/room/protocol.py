"""The few words that both sides of a channel share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What became of a request.
DONE = 0
RAISED = 1
UNDEFINED = 2
OVERSIZE = 3
UNSENDABLE = 4
OVERPRINTED = 5

NO_BANS: Mapping[str, Any] = {"operators": [], "modules": [], "backward": False}
MODULE = 0  # the handle number of the submission itself
WARM_SETS = frozenset(("func", "lazy", "optim", "print"))  # what `warm` knows by name
FOR_CPU = ("cpu", "lazy", "meta")  # devices that need nothing but ordinary memory
