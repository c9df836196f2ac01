"""The locked room: a separate interpreter where the learner's code runs and answers questions."""

from __future__ import annotations

from grader.sandbox.faults import (
    Killed,
    LearnerFault,
    NotDefined,
    OverLimit,
    PrintedTooMuch,
    Raised,
    ReplyTooLarge,
    RoomError,
    StaleHandle,
    TimedOut,
    UnusableReply,
)
from grader.sandbox.launcher import Room
from grader.sandbox.learner import Ask, Handle, Learner, LocalNamespace, Reply
from grader.sandbox.levels import LEVELS, Isolation, IsolationError
from grader.sandbox.limits import Limits
from grader.sandbox.room.build import Expression, OptimizerRecipe, Recipe, ScratchPath
from grader.sandbox.submission import Submission

__all__ = [
    "Ask",
    "Expression",
    "Handle",
    "Isolation",
    "IsolationError",
    "LEVELS",
    "Killed",
    "Learner",
    "LearnerFault",
    "Limits",
    "LocalNamespace",
    "NotDefined",
    "OptimizerRecipe",
    "OverLimit",
    "PrintedTooMuch",
    "Raised",
    "Recipe",
    "Reply",
    "ReplyTooLarge",
    "Room",
    "RoomError",
    "ScratchPath",
    "StaleHandle",
    "Submission",
    "TimedOut",
    "UnusableReply",
]
