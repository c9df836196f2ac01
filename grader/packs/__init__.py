"""Packs: the folders that exercises live in, what they say about themselves, and how a word names one."""

from grader.packs.discovery import all_exercises, built_in_root, clone_root, find_packs, read_pack
from grader.packs.front_matter import LEVELS, TOPICS
from grader.packs.hints import read_hints
from grader.packs.mistakes import read_mistake
from grader.packs.model import BUILT_IN, FOLDER_NAME, Exercise, Mistake, Pack, PackError
from grader.packs.selection import SelectionError, is_group, select

__all__ = [
    "BUILT_IN",
    "FOLDER_NAME",
    "LEVELS",
    "TOPICS",
    "Exercise",
    "Mistake",
    "Pack",
    "PackError",
    "SelectionError",
    "all_exercises",
    "built_in_root",
    "clone_root",
    "find_packs",
    "is_group",
    "read_hints",
    "read_mistake",
    "read_pack",
    "select",
]
