"""What grading one submission found, as plain frozen data that every report is derived from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA_VERSION = 1


class Status(StrEnum):
    """What became of one check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"
    GRADER_ERROR = "grader error"


class FailureKind(StrEnum):
    """In which way an answer was wrong."""

    NOT_DEFINED = "not defined"
    NOT_IMPLEMENTED = "not implemented"
    DOES_NOT_LOAD = "does not load"
    WRONG_VALUE = "wrong value"
    WRONG_TYPE = "wrong type"
    WRONG_SHAPE = "wrong shape"
    WRONG_DTYPE = "wrong dtype"
    WRONG_DEVICE = "wrong device"
    WRONG_GRADIENT = "wrong gradient"
    NO_GRADIENT = "no gradient"
    INPUT_CHANGED = "input changed"
    ALIASED = "aliased"
    RAISED = "raised"
    DID_NOT_RAISE = "did not raise"
    RAISED_ANOTHER = "raised another exception"
    TIMED_OUT = "timed out"
    KILLED = "killed"
    REPLY_TOO_LARGE = "reply too large"
    PRINTED_TOO_MUCH = "printed too much"
    UNUSABLE_REPLY = "unusable reply"
    NOT_DETERMINISTIC = "not deterministic"
    GLOBAL_RANDOM_STATE = "global random state used"
    LAW_BROKEN = "law broken"
    BANNED_OPERATOR = "banned operator"


class Reason(StrEnum):
    """Why a check was not run."""

    DEVICE_ABSENT = "device absent"
    EARLIER_CHECK_FAILED = "earlier check failed"
    NOT_IMPLEMENTED = "not implemented"
    OUT_OF_TIME = "out of time"
    UNSUPPORTED_HERE = "unsupported here"
    NOTHING_TO_ASK = "nothing to ask"


#: Reasons that say nothing about the submission: such a check carries no points and spoils no pass.
NOBODYS_FAULT = frozenset({Reason.DEVICE_ABSENT, Reason.UNSUPPORTED_HERE, Reason.NOTHING_TO_ASK})


@dataclass(frozen=True, slots=True)
class Title:
    """A public name or sentence in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Return the text in `language` ("en" or "zh")."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Failure:
    """One counterexample. Every text in it was printed by the judge or cleaned of control characters.

    `call` is code that can be pasted. `expected` and `actual` are printed values. `detail` holds the
    numbers and names that a sentence about the failure needs, for instance
    ``{"differing": 1, "total": 2, "index": [0, 1], "difference": 2.0, "allowed": 1e-14}``. `question` is the
    exact question as data, where it can be data.
    """

    kind: FailureKind
    case: str = ""
    call: str = ""
    expected: str | None = None
    actual: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    elements: int = 0
    traceback: str | None = None
    printed: str | None = None
    question: Any = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of one check on one device.

    `id` is ``function.aspect`` for the battery and the law's name for a law. `inputs` counts the questions
    asked before the check ended. `weight` is the share of the exercise's points, and all weights sum to one.
    """

    id: str
    title: Title
    device: str
    status: Status
    weight: float = 0.0
    function: str | None = None
    inputs: int = 0
    seconds: float = 0.0
    failure: Failure | None = None
    reason: Reason | None = None
    reason_detail: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The one known mistake that the submission behaves like."""

    mistake: str
    sentence: Title


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that grading one submission of one exercise found."""

    number: int
    slug: str
    title: Title
    file: str
    points: float
    score: float
    seed: int
    budget: str
    checks: tuple[CheckResult, ...]
    submission_sha256: str
    isolation: str
    seconds: float
    versions: dict[str, str]
    problem: Failure | None = None
    diagnosis: Diagnosis | None = None

    @property
    def status(self) -> Status:
        """The whole in one word: a grader error outranks a failure, and nothing run is not a pass."""
        statuses = {check.status for check in self.checks}
        if Status.GRADER_ERROR in statuses:
            return Status.GRADER_ERROR
        if self.problem is not None or Status.FAILED in statuses:
            return Status.FAILED
        unjudged = any(c.status is Status.NOT_RUN and c.reason not in NOBODYS_FAULT for c in self.checks)
        return Status.PASSED if Status.PASSED in statuses and not unjudged else Status.NOT_RUN

    @property
    def not_implemented(self) -> bool:
        """Whether every failure says that the learner has not written the code yet."""
        failures = [check.failure for check in self.checks if check.failure is not None]
        return bool(failures) and all(failure.kind is FailureKind.NOT_IMPLEMENTED for failure in failures)
