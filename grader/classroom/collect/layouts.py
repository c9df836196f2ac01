"""Recognises how a source is laid out, and divides it into what each one handed in."""

from __future__ import annotations

from grader.classroom.collect import canvas, clones, gradescope, moodle, plain
from grader.classroom.collect.exercises import Exercises
from grader.classroom.collect.parcels import Layout, levels
from grader.classroom.collect.sources import Folder


def read_layout(root: Folder, exercises: Exercises) -> Layout:
    """Return what each one handed in. Whatever no system laid out is a plain folder."""
    for folder in levels(root):
        for read in (gradescope.read, moodle.read, canvas.read, clones.read):
            found = read(folder, exercises)
            if found is not None:
                return found
    return plain.read(root, exercises)
