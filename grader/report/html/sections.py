"""Puts the checks of a verdict together as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from grader.language import text
from grader.report.cleaning import one_line
from grader.report.parts import is_unwritten
from grader.report.sentences import reason_sentence
from grader.verdict import CheckResult, Reason, Status, Verdict

# Two are as short as a line that stands for them.
FEWEST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One check, or several of one device and one status that share a line; `names` is what they are called.

    `note` says why they were not run.
    """

    status: Status
    checks: tuple[CheckResult, ...]
    names: str
    device: str
    note: str = ""

    @property
    def inputs(self) -> int:
        """How many questions were asked in all."""
        return sum(check.inputs for check in self.checks)


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one function; where `function` is None, those of the exercise as a whole.

    `unwritten` is the check that says that the function is not there; then nothing else is told of it.
    """

    function: str | None
    lines: tuple[Line, ...]
    unwritten: CheckResult | None = None


def sections(verdict: Verdict, language: str) -> tuple[Section, ...]:
    """Return the checks function by function, then those of the whole; without devices that are not here."""
    groups: dict[str | None, list[CheckResult]] = {}
    for check in verdict.checks:
        if check.reason is not Reason.DEVICE_ABSENT:
            groups.setdefault(check.function, []).append(check)
    whole = groups.pop(None, [])
    made = [_function(function, checks, language) for function, checks in groups.items() if function]
    return (*made, _whole(whole, language)) if whole else tuple(made)


def absent_devices(verdict: Verdict) -> tuple[str, ...]:
    """Return the devices on which nothing was asked, because this machine does not have them."""
    absent = (check.device for check in verdict.checks if check.reason is Reason.DEVICE_ABSENT)
    return tuple(dict.fromkeys(absent))


def _function(function: str, checks: list[CheckResult], language: str) -> Section:
    """Return what passed as one line a device, then each failure, then what was not run, one line a reason."""
    unwritten = next((check for check in checks if is_unwritten(check)), None)
    if unwritten is not None:
        return Section(function, (), unwritten)
    passed = [check for check in checks if check.status is Status.PASSED]
    # What the function is for stands by itself, and then what else holds of it.
    claim = [check for check in passed if check.id.endswith(".value")]
    others = [check for check in passed if check not in claim]
    wrong = [check for check in checks if check.status in (Status.FAILED, Status.GRADER_ERROR)]
    alone = [_line(check, language) for check in claim], [_line(check, language) for check in wrong]
    return Section(
        function, (*alone[0], *_together(others, language), *alone[1], *_waiting(checks, language))
    )


def _whole(checks: list[CheckResult], language: str) -> Section:
    """Return each check by itself, because each is a sentence, but what was not run as one line a reason."""
    told = [_line(check, language) for check in checks if check.status is not Status.NOT_RUN]
    waiting = []
    for line in _waiting(checks, language):
        if len(line.checks) < FEWEST_TOGETHER:
            waiting += [_line(check, language) for check in line.checks]
        else:
            count = text(language).plural("{count} check", "{count} checks", len(line.checks))
            waiting.append(Line(line.status, line.checks, count, line.device, line.note))
    return Section(None, (*told, *waiting))


def _waiting(checks: list[CheckResult], language: str) -> list[Line]:
    return _together([check for check in checks if check.status is Status.NOT_RUN], language)


def _together(checks: list[CheckResult], language: str) -> list[Line]:
    """Return one line for each device and reason."""
    groups: dict[tuple[str, str], list[CheckResult]] = {}
    for check in checks:
        groups.setdefault((check.device, _note(check, language)), []).append(check)
    return [
        Line(group[0].status, tuple(group), _names(group, language), device, note)
        for (device, note), group in groups.items()
    ]


def _line(check: CheckResult, language: str) -> Line:
    return Line(check.status, (check,), _names([check], language), check.device, _note(check, language))


def _note(check: CheckResult, language: str) -> str:
    return reason_sentence(check, text(language)) if check.status is Status.NOT_RUN else ""


def _names(checks: list[CheckResult], language: str) -> str:
    """Return what the checks are called; that a function is defined goes without saying where more is said."""
    told = [check for check in checks if not check.id.endswith(".defined")] or checks
    return " · ".join(dict.fromkeys(one_line(check.title.in_language(language)) for check in told))
