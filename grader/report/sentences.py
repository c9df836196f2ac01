"""Says in words what is wrong about an answer, and why a check was not run."""

from __future__ import annotations

from math import inf
from typing import Any

from grader.language import Translator
from grader.report.cleaning import one_line
from grader.verdict import CheckResult, Failure, FailureKind, Reason

LONGEST_MESSAGE = 300


def failure_sentence(failure: Failure, _: Translator) -> str:
    """Return one sentence, or two, about what was wrong with the answer."""
    sentence = _sentence(failure, _)
    layout = failure.detail.get("layout")
    if layout:
        where = _(
            "This happens where the input lies in memory like this: {layout}.", layout=one_line(str(layout))
        )
        return _.paragraph(sentence, where)
    return sentence


def _sentence(failure: Failure, _: Translator) -> str:
    says = _Words(failure, _)
    match failure.kind:
        case FailureKind.WRONG_VALUE | FailureKind.LAW_BROKEN:
            return _wrong_value(failure, says, _)
        case FailureKind.WRONG_GRADIENT:
            return _wrong_gradient(says, _)
        case (
            FailureKind.WRONG_TYPE
            | FailureKind.WRONG_SHAPE
            | FailureKind.WRONG_DTYPE
            | FailureKind.WRONG_DEVICE
        ):
            return _wrong_kind(failure.kind, says, _)
        case FailureKind.RAISED | FailureKind.DID_NOT_RAISE | FailureKind.RAISED_ANOTHER:
            return _raised(failure.kind, says, _)
        case (
            FailureKind.TIMED_OUT
            | FailureKind.KILLED
            | FailureKind.REPLY_TOO_LARGE
            | FailureKind.PRINTED_TOO_MUCH
            | FailureKind.UNUSABLE_REPLY
        ):
            return _cut_short(failure.kind, says, _)
        case _:
            return _other(failure.kind, says, _)


def reason_sentence(check: CheckResult, _: Translator) -> str:
    """Return why `check` was not run."""
    # Which check failed before stands in the same report; the other details are news.
    known = check.reason in (Reason.EARLIER_CHECK_FAILED, Reason.DEVICE_ABSENT)
    detail = "" if known else one_line(check.reason_detail)
    match check.reason:
        case Reason.DEVICE_ABSENT:
            sentence = _("not on this machine")
        case Reason.EARLIER_CHECK_FAILED:
            sentence = _("not run: an earlier check failed")
        case Reason.NOT_IMPLEMENTED:
            sentence = _("not run: not written yet")
        case Reason.OUT_OF_TIME:
            sentence = _("not run: the time was used up")
        case Reason.UNSUPPORTED_HERE:
            sentence = _("not run: not supported here")
        case Reason.NOTHING_TO_ASK:
            sentence = _("not run: no question applies")
        case _:
            sentence = _("not run")
    return _("{sentence} ({detail})", sentence=sentence, detail=detail) if detail else sentence


def number(value: Any) -> str:
    """Return a number of a report: short, because the exact one stands in the printed values."""
    if isinstance(value, float):
        return f"{value:.3g}"
    return one_line(str(value))


def over_limit(detail: dict[str, Any], _: Translator) -> str | None:
    """Return which limit was passed, its value and what was used; None where none was."""
    over = detail.get("over_limit")
    if not isinstance(over, dict) or not isinstance(over.get("allowed"), int | float):
        return None
    used, unit = over.get("used"), over.get("unit")
    known = isinstance(used, int | float)
    # The two may be close together: as many digits as tell them apart.
    for digits in range(3, 13):
        allowed = _amount(over["allowed"], unit, _, digits)
        had = _amount(used, unit, _, digits) if isinstance(used, int | float) else ""
        if allowed != had:
            break
    match over.get("limit"):
        case "time" if known:
            return _(
                "No answer came within {allowed}, and after {used} it was stopped. Is there a loop that never ends?",
                allowed=allowed,
                used=had,
            )
        case "time":
            return _("No answer came within {allowed}. Is there a loop that never ends?", allowed=allowed)
        case "processor time":
            return _(
                "Your code used {used} of processor time where {allowed} are allowed.",
                allowed=allowed,
                used=had,
            )
        case "memory" if known:
            return _(
                "Your code asked for more memory than the {allowed} that it may use; the most it had was {used}.",
                allowed=allowed,
                used=had,
            )
        case "memory":
            return _("Your code asked for more memory than the {allowed} that it may use.", allowed=allowed)
        case "output":
            return _("Your code printed {used} where {allowed} are allowed.", allowed=allowed, used=had)
        case "reply":
            return _(
                "The answer is larger than any right answer could be: {used} where {allowed} are allowed.",
                allowed=allowed,
                used=had,
            )
    return None


def _amount(value: float, unit: Any, _: Translator, digits: int) -> str:
    """Return an amount in a unit of its size, with so many digits."""
    if unit == "seconds":
        return _("{count} s", count=f"{value:.{digits}g}")
    if unit == "bytes":
        for size, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
            if value >= size:
                return f"{value / size:.{digits}g} {name}"
        return _("{count} bytes", count=f"{value:,.0f}")
    return _("{count} characters", count=f"{value:,.0f}")


class _Words:
    """The details of a failure as words; a detail that is not there is None."""

    def __init__(self, failure: Failure, _: Translator) -> None:
        self.detail = failure.detail
        self.traceback = failure.traceback
        self._ = _

    def get(self, *names: str) -> str | None:
        for name in names:
            value = self.detail.get(name)
            if isinstance(value, dict):  # a text in both languages
                value = value.get(self._.language)
            if value is not None and value != "":
                words = number(value)
                return words if len(words) <= LONGEST_MESSAGE else f"{words[:LONGEST_MESSAGE]}..."
        return None

    @property
    def about(self) -> str:
        """Which value of a law, as the beginning of a sentence; empty where the law names none."""
        note = self.get("note")
        return self._("About {note}: ", note=note) if note else ""

    @property
    def part(self) -> str:
        """Which part of the answer, as the beginning of a sentence; empty where the answer is one thing."""
        path = self.get("path")
        return self._("In the part {path} of the answer: ", path=path) if path else ""

    def exception(self) -> str:
        """The exception; with its message only where no traceback follows, which ends with it."""
        name = self.get("type") or "Exception"
        message = self.get("message")
        return f"{name}: {message}" if message and not self.traceback else name


def _wrong_value(failure: Failure, says: _Words, _: Translator) -> str:
    if says.get("differing"):
        parts = [says.about, says.part, _how_many(says, _)]
        difference, allowed = failure.detail.get("difference"), failure.detail.get("allowed")
        # Beside NaN and infinities no difference can be told.
        if isinstance(difference, float) and isinstance(allowed, float) and allowed < difference < inf:
            parts.append(
                _(
                    ", off by {difference} where {allowed} is allowed",
                    difference=number(difference),
                    allowed=number(allowed),
                )
            )
        return "".join(parts)
    if failure.kind is FailureKind.LAW_BROKEN:
        return _law_broken(says, _)
    return says.part + _("The answer is not the right one.")


def _law_broken(says: _Words, _: Translator) -> str:
    match says.get("reason"):
        case "other shape":
            return says.about + says.part + _("The shape is not that of the right answer.")
        case "other count":
            return _(
                "With the right answer there are {expected} things to compare here, and with yours {actual}.",
                expected=says.get("expected"),
                actual=says.get("actual"),
            )
    note = says.get("note")
    if not note:
        return _("The law does not hold here.")
    if "path" in says.detail:  # two values were compared, and are no tensors whose elements could be counted
        return _("This is not the right value: {note}", note=note)
    return _("This does not hold: {note}", note=note)


def _how_many(says: _Words, _: Translator) -> str:
    differing, total = int(says.detail.get("differing") or 0), int(says.detail.get("total") or 0)
    if total == 1:
        return _("the number differs")
    sentence = _.plural(
        "{differing} of {count} element differs",
        "{differing} of {count} elements differ",
        total,
        differing=differing,
    )
    index = says.detail.get("index")
    return sentence + _(", at {index}", index=list(index)) if index else sentence


def _wrong_gradient(says: _Words, _: Translator) -> str:
    """Say which gradient is wrong; gradients are listed in the order of the floating tensors of the call."""
    place = str(says.detail.get("path", "")).strip("[]")
    sentence = (
        _("The gradient for tensor {position} of the call is wrong", position=int(place) + 1)
        if place.isdecimal()
        else _("The gradient is wrong")
    )
    return f"{sentence}{_(': ')}{_how_many(says, _)}" if says.get("differing") else sentence


def _wrong_kind(kind: FailureKind, says: _Words, _: Translator) -> str:
    expected, actual = says.get("expected"), says.get("actual")
    if expected is None or actual is None:
        return (
            says.about
            + says.part
            + {
                FailureKind.WRONG_TYPE: _("The answer has the wrong type."),
                FailureKind.WRONG_SHAPE: _("The answer has the wrong shape."),
                FailureKind.WRONG_DTYPE: _("The answer has the wrong dtype."),
                FailureKind.WRONG_DEVICE: _("The answer is on the wrong device."),
            }[kind]
        )
    types = {
        "keys": _("The keys should be {expected}, and yours are {actual}."),
        "items": _("The number of items should be {expected}, and yours is {actual}."),
    }
    sentence = {
        FailureKind.WRONG_TYPE: types.get(
            str(says.detail.get("of")), _("The type should be {expected}, and yours is {actual}.")
        ),
        FailureKind.WRONG_SHAPE: _("The shape should be {expected}, and yours is {actual}."),
        FailureKind.WRONG_DTYPE: _("The dtype should be {expected}, and yours is {actual}."),
        FailureKind.WRONG_DEVICE: _("The answer should be on {expected}, and yours is on {actual}."),
    }[kind]
    return says.about + says.part + sentence.format(expected=expected, actual=actual)


def _raised(kind: FailureKind, says: _Words, _: Translator) -> str:
    wanted = says.get("wanted", "expected")
    if kind is FailureKind.RAISED:
        raised = _("Your code raised {exception}", exception=says.exception())
        return over_limit(says.detail, _) or raised
    if kind is FailureKind.DID_NOT_RAISE:
        return says.about + (
            _("This call must raise {wanted}, and yours returned an answer.", wanted=wanted)
            if wanted
            else _("This call must raise an exception, and yours returned an answer.")
        )
    return says.about + _(
        "This call must raise {wanted}, and yours raised {exception}",
        wanted=wanted or _("another exception"),
        exception=says.exception(),
    )


def _cut_short(kind: FailureKind, says: _Words, _: Translator) -> str:
    over = over_limit(says.detail, _)
    if over:
        return over
    if kind is FailureKind.TIMED_OUT:
        return _("No answer came in time. Is there a loop that never ends?")
    if kind is FailureKind.KILLED:
        if says.get("cause") == "memory":
            return _("Your code needed more memory than this machine has left, and was stopped.")
        detail = says.get("detail", "signal", "cause")
        if detail:
            return _("Your code ended the process that it ran in ({detail}).", detail=detail)
        return _("Your code ended the process that it ran in.")
    if kind is FailureKind.REPLY_TOO_LARGE:
        return _("The answer is larger than any right answer could be.")
    if kind is FailureKind.PRINTED_TOO_MUCH:
        return _("Your code printed more than it may.")
    detail = says.get("message", "text", "detail")
    return (
        _("The answer cannot be read: {detail}", detail=detail) if detail else _("The answer cannot be read.")
    )


def _does_not_load(says: _Words, _: Translator) -> str:
    over, cause = over_limit(says.detail, _), says.get("detail", "cause")
    if over:
        return _("Your file does not load: {exception}", exception=over)
    if cause:
        return _("Your file does not load: it ended the process that it ran in ({detail}).", detail=cause)
    return _("Your file does not load: {exception}", exception=says.exception())


def _banned(says: _Words, _: Translator) -> str:
    name, line, means = says.get("operator") or "?", says.get("line"), says.get("means")
    if means == "unreadable":
        return _("The source is nested too deeply to be checked for what this exercise does not allow.")
    if line is None:
        return _("Your code reaches {name}, which this exercise does not allow.", name=name)
    if means == "module":
        return _("Line {line} uses {name}, which this exercise does not allow.", line=line, name=name)
    if means == "roundabout":
        return _(
            "Line {line} uses {name}, with which anything could be reached that this exercise does not allow."
            " Say plainly what you call.",
            line=line,
            name=name,
        )
    return _("Line {line} reaches {name}, which this exercise asks you to do without.", line=line, name=name)


def _other(kind: FailureKind, says: _Words, _: Translator) -> str:
    name = says.get("name", "function") or _("this function")
    argument = says.get("argument", "input", "path")
    match kind:
        case FailureKind.NOT_DEFINED:
            return _("Your file does not define {name}.", name=name)
        case FailureKind.NOT_IMPLEMENTED:
            return _("Not written yet: it still raises NotImplementedError.")
        case FailureKind.DOES_NOT_LOAD:
            return _does_not_load(says, _)
        case FailureKind.BANNED_OPERATOR:
            return _banned(says, _)
        case FailureKind.NO_GRADIENT:
            if argument:
                return _(
                    "No gradient reaches {argument}: somewhere the answer is cut off from it.",
                    argument=argument,
                )
            return _("No gradient reaches the inputs: somewhere the answer is cut off from them.")
        case FailureKind.INPUT_CHANGED:
            if argument:
                return _(
                    "The call changed its input {argument}; it must leave its inputs alone.",
                    argument=argument,
                )
            return _("The call changed an input; it must leave its inputs alone.")
        case FailureKind.ALIASED:
            return _("The answer shares memory with an input: writing into one would change the other.")
        case FailureKind.NOT_DETERMINISTIC:
            return _("The same call gave two different answers.")
        case FailureKind.GLOBAL_RANDOM_STATE:
            return _("The call used the global random state, which belongs to the caller.")
        case _:
            return one_line(kind.value)
