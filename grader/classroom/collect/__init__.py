"""Collects what students handed in: sources of every layout, files, people, and the folder that it all ends up in."""

from grader.classroom.collect.collecting import UNDATED, Collected, collect
from grader.classroom.collect.instants import read_instant
from grader.classroom.collect.people import called
from grader.classroom.collect.roster import Roster, read_roster
from grader.classroom.collect.storage import has_collection, read_collection, write_collection

__all__ = [
    "UNDATED",
    "Collected",
    "Roster",
    "called",
    "collect",
    "has_collection",
    "read_collection",
    "read_instant",
    "read_roster",
    "write_collection",
]
