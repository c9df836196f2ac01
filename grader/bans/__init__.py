"""Bans: operator families that an exercise asks to be written by hand, and how a submission is held to them."""

from grader.bans.families import FAMILIES, Family, families, orders
from grader.bans.source import Means, Violation, violations

__all__ = ["FAMILIES", "Family", "Means", "Violation", "families", "orders", "violations"]
