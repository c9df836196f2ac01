"""What every report for people says of a verdict, whatever it is written in."""

from __future__ import annotations

from grader.report.cleaning import clean
from grader.verdict import CheckResult, Failure, FailureKind, Status, Verdict

LINES_OF_TRACEBACK = 12
LINES_OF_OUTPUT = 8
MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_RUN: "·", Status.GRADER_ERROR: "!"}

_NO_ANSWER = (
    FailureKind.TIMED_OUT,
    FailureKind.KILLED,
    FailureKind.REPLY_TOO_LARGE,
    FailureKind.PRINTED_TOO_MUCH,
    FailureKind.UNUSABLE_REPLY,
)
_UNWRITTEN = (FailureKind.NOT_IMPLEMENTED, FailureKind.NOT_DEFINED)


def points(value: float) -> str:
    """Return a number of points with at most two digits after the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def passed_of(verdict: Verdict) -> tuple[int, int]:
    """Return how many checks passed, and of how many that were run."""
    ran = [check.status for check in verdict.checks if check.status is not Status.NOT_RUN]
    return ran.count(Status.PASSED), len(ran)


def reproduce(verdict: Verdict, again: str = "") -> str:
    """Return the command that shows the failures once more, `again` where it is known; else an empty text."""
    if verdict.not_implemented or not any(check.status is Status.FAILED for check in verdict.checks):
        return ""
    return clean(again or f"grade exercise {verdict.number} --seed {verdict.seed}")


def is_unwritten(check: CheckResult) -> bool:
    """Whether the function that `check` is about is not there yet: one sentence says all about it."""
    return check.failure is not None and check.failure.kind in _UNWRITTEN


def values(failure: Failure) -> tuple[str | None, str | None]:
    """Return the right answer and the given one as a report shows them; None for what it leaves out."""
    if _is_condition(failure):
        return None, None
    # Where no answer came, the right one is beside the point.
    expected = None if failure.kind in _NO_ANSWER else failure.expected
    return (
        None if expected is None else clean(expected),
        None if failure.actual is None else clean(failure.actual),
    )


def question(failure: Failure, check: CheckResult | None) -> tuple[str, bool]:
    """Return the question as code, and whether it is a law's: that is not called, it is given these inputs."""
    call = clean(failure.call)
    if check is not None and check.function is None and call.startswith(f"{check.id}("):
        return call.removeprefix(f"{check.id}(").removesuffix(")"), True
    return call, False


def last_lines(untrusted: str, most: int) -> str:
    """Return the last lines of a text, cleaned; `...` stands for those before."""
    lines = clean(untrusted).rstrip("\n").split("\n")
    return "\n".join(lines if len(lines) <= most else ["...", *lines[-most:]])


def _is_condition(failure: Failure) -> bool:
    """Whether what failed is a plain condition: its sentence says all, "expected True" would add nothing."""
    values = failure.expected != "True" or "path" in failure.detail
    return failure.kind is FailureKind.LAW_BROKEN and not values and bool(failure.detail.get("note"))
