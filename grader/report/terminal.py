"""Shows verdicts to a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import Translator, text
from grader.report.cleaning import clean, one_line
from grader.report.parts import (
    LINES_OF_OUTPUT,
    LINES_OF_TRACEBACK,
    MARKS,
    is_unwritten,
    last_lines,
    passed_of,
    points,
    question,
    reproduce,
    values,
)
from grader.report.sentences import failure_sentence, reason_sentence
from grader.verdict import CheckResult, Failure, Reason, Status, Verdict

WIDEST = 110
MARK = 3
GAP = 2
MOST_WAITING = 2
INDENT = 5

STYLES = {
    Status.PASSED: "green",
    Status.FAILED: "bold red",
    Status.NOT_RUN: "dim",
    Status.GRADER_ERROR: "bold yellow",
}


def print_verdict(verdict: Verdict, console: Console, language: str, again: str = "") -> None:
    """Print everything that `verdict` says in `language`; `again` is the command that gives it once more."""
    put(render(verdict, language, min(console.width, WIDEST), again), console)


def put(shown: RenderableType, console: Console) -> None:
    """Print `shown`; in a file or a pipe without the spaces that fill a line up to the width."""
    if console.is_terminal:
        console.print(shown)
        return
    with console.capture() as captured:
        console.print(shown)
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def render(verdict: Verdict, language: str, width: int, again: str = "") -> RenderableType:
    """Return `verdict` as something that rich can print, `width` letters wide."""
    _ = text(language)
    lines = list(_lines(verdict.checks, language))
    columns = _columns(lines, width)
    blocks: list[RenderableType | None] = [_heading(verdict, language, width), None]
    if verdict.problem is not None:
        blocks.append(_row(_Line(Status.FAILED, _("your file")), columns))
        blocks += [None, _indented(*_failure(verdict.problem, None, _)), None]
    for line in lines:
        blocks.append(_row(line, columns))
        if line.check is not None and line.check.failure is not None:
            blocks += [None, _indented(*_failure(line.check.failure, line.check, _)), None]
        elif line.detail:
            blocks += [_indented(Text(clean(line.detail), style="dim")), None]
    for told in _ending(verdict, language, again):
        blocks += [None, _indented(told)]
    blocks += [None, _facts(verdict, language)]
    # None is an empty line; where two parts want one between them, there is still only one.
    pairs = zip(blocks, [*blocks[1:], None], strict=True)
    return Group(*(block or Text() for block, after in pairs if block is not None or after is not None))


def print_summary(verdicts: list[Verdict], missing: list[str], console: Console, language: str) -> None:
    """Print a table of several verdicts, one a line, and the exercises for which there was no file."""
    _ = text(language)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column(_("exercise"))
    table.add_column(_("points"), justify="right")
    table.add_column(_("checks"), justify="right")
    table.add_column(_("seconds"), justify="right")
    for verdict in verdicts:
        passed, ran = passed_of(verdict)
        table.add_row(
            Text(MARKS[verdict.status], style=STYLES[verdict.status]),
            Text(f"{verdict.number:02d} {one_line(verdict.title.in_language(language))}"),
            f"{points(verdict.score)}/{points(verdict.points)}",
            f"{passed}/{ran}",
            f"{verdict.seconds:.1f}",
        )
    for name in missing:
        table.add_row(
            Text("·", style="dim"), Text(name, style="dim"), Text(_("not started"), style="dim"), "", ""
        )
    put(table, console)
    total, score = sum(verdict.points for verdict in verdicts), sum(verdict.score for verdict in verdicts)
    console.print(
        Text(_("{score} of {points} points", score=points(score), points=points(total)), style="bold")
    )


# --- lines: checks that belong together are shown as one -------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    status: Status
    title: str
    device: str = ""
    note: str = ""
    check: CheckResult | None = None
    detail: str = ""


def _lines(checks: tuple[CheckResult, ...], language: str) -> Iterator[_Line]:
    """Yield the lines of a report: the checks in order, and at the end what this machine does not have."""
    _ = text(language)
    absent = [check for check in checks if check.reason is Reason.DEVICE_ABSENT]
    groups: dict[str, list[CheckResult]] = {}
    for check in checks:
        if check.reason is not Reason.DEVICE_ABSENT:
            groups.setdefault(check.function or "", []).append(check)
    laws = groups.pop("", [])
    for function, group in groups.items():
        yield from _function_lines(function, group, language)
    yield from _law_lines(laws, language)
    if absent:
        devices = dict.fromkeys(check.device for check in absent)
        yield _Line(Status.NOT_RUN, ", ".join(devices), note=_("not on this machine"))


def _function_lines(function: str, group: list[CheckResult], language: str) -> Iterator[_Line]:
    """Yield what passed as one line a device, then each failure, then what was not run, one line a reason."""
    _ = text(language)
    unwritten = next((check for check in group if is_unwritten(check)), None)
    if unwritten is not None:  # for a function that is not there, one line says all
        assert unwritten.failure is not None
        told = failure_sentence(unwritten.failure, _)
        yield _Line(
            Status.FAILED, _("{function}: {aspects}", function=function, aspects=told), unwritten.device
        )
        return
    passed: dict[str, list[CheckResult]] = {}
    waiting: dict[tuple[str, str], list[CheckResult]] = {}
    for check in group:
        if check.status is Status.PASSED and not check.id.endswith(".defined"):
            passed.setdefault(check.device, []).append(check)
        elif check.status is Status.NOT_RUN:
            waiting.setdefault((check.device, reason_sentence(check, _)), []).append(check)
    for device, checks in passed.items():
        inputs = sum(check.inputs for check in checks)
        yield _Line(Status.PASSED, _names(function, checks, language), device, _inputs(inputs, _))
    for check in group:
        if check.status in (Status.FAILED, Status.GRADER_ERROR):
            yield _single(check, language)
    for (device, reason), checks in waiting.items():
        yield _Line(Status.NOT_RUN, _names(function, checks, language), device, reason)


def _law_lines(laws: list[CheckResult], language: str) -> Iterator[_Line]:
    _ = text(language)
    waiting: dict[tuple[str, str], list[CheckResult]] = {}
    for check in laws:
        if check.status is Status.NOT_RUN:
            waiting.setdefault((check.device, reason_sentence(check, _)), []).append(check)
        else:
            yield _single(check, language)
    for (device, reason), checks in waiting.items():
        if len(checks) > MOST_WAITING:
            title = _.plural("{count} more check", "{count} more checks", len(checks))
            yield _Line(Status.NOT_RUN, title, device, reason)
        else:
            yield from (_single(check, language) for check in checks)


def _names(function: str, checks: list[CheckResult], language: str) -> str:
    """Return "max_pool2d: matches ..., dtype, device": what the function does first, then what else holds."""
    _ = text(language)
    ordered = sorted(checks, key=lambda check: not check.id.endswith(".value"))
    aspects = dict.fromkeys(one_line(check.title.in_language(language)) for check in ordered)
    return _("{function}: {aspects}", function=function, aspects=_(", ").join(aspects))


def _inputs(count: int, _: Translator) -> str:
    return _.plural("{count} input", "{count} inputs", count) if count else ""


def _single(check: CheckResult, language: str) -> _Line:
    _ = text(language)
    title = one_line(check.title.in_language(language))
    if check.function is not None:
        title = _("{function}: {aspects}", function=check.function, aspects=title)
    if check.status is Status.NOT_RUN:
        return _Line(check.status, title, check.device, reason_sentence(check, _))
    if check.status is Status.GRADER_ERROR:
        told = last_lines(check.reason_detail, LINES_OF_TRACEBACK)
        return _Line(check.status, title, check.device, _("the grader failed here, not you"), detail=told)
    if check.status is Status.FAILED and check.inputs:
        found = _.plural("found after {count} input", "found after {count} inputs", check.inputs)
        return _Line(check.status, title, check.device, found, check)
    return _Line(check.status, title, check.device, _inputs(check.inputs, _), check)


# --- blocks ----------------------------------------------------------------------------------------


def _heading(verdict: Verdict, language: str, width: int) -> RenderableType:
    title = Text(f"{verdict.number:02d} {one_line(verdict.title.in_language(language))}", style="bold")
    file = Text(one_line(verdict.file), style="dim")
    if title.cell_len + file.cell_len + 2 > width:
        return Group(title, file)
    grid = Table.grid(expand=False)
    grid.width = width
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, file)
    return grid


def _columns(lines: list[_Line], width: int) -> tuple[int, int, int]:
    """Return the widths of the titles, the devices and the notes; notes give way before titles do."""
    devices = max((cell_len(line.device) for line in lines), default=0)
    notes = max((cell_len(line.note) for line in lines), default=0)
    notes = min(notes, max(12, (width - devices) // 3))
    return width - MARK - devices - notes - 2 * GAP, devices, notes


def _row(line: _Line, columns: tuple[int, int, int]) -> RenderableType:
    grid = Table.grid()
    titles, devices, notes = columns
    for column in (MARK, titles + GAP, devices + GAP, notes):
        grid.add_column(width=column, overflow="fold")
    dim = "dim" if line.status is Status.NOT_RUN else ""
    grid.add_row(
        Text(f" {MARKS[line.status]}", style=STYLES[line.status]),
        Padding(Text(line.title, style=dim), (0, GAP, 0, 0)),
        Text(one_line(line.device), style="dim"),
        Text(line.note, style="dim"),
    )
    return grid


def _failure(failure: Failure, check: CheckResult | None, _: Translator) -> Iterator[RenderableType]:
    if failure.call:
        asked, is_law = question(failure, check)
        asked = _("given {inputs}", inputs=asked) if is_law else asked
        yield Text(asked, style="cyan", overflow="fold")
    expected, actual = values(failure)
    if expected is not None or actual is not None:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, value in ((_("expected"), expected), (_("yours"), actual)):
            if value is not None:
                grid.add_row(Text(label), Text(value))
        yield grid
    yield Text(clean(failure_sentence(failure, _)), style="bold")
    if failure.traceback:
        yield Text(last_lines(failure.traceback, LINES_OF_TRACEBACK), style="dim")
    if failure.printed:
        yield Text(_("it printed:"), style="dim")
        yield Text(last_lines(failure.printed, LINES_OF_OUTPUT), style="dim")


def _ending(verdict: Verdict, language: str, again: str) -> Iterator[RenderableType]:
    _ = text(language)
    if verdict.diagnosis is not None:
        yield Text(one_line(verdict.diagnosis.sentence.in_language(language)), style="yellow")
    if verdict.not_implemented:
        yield Text(_("Nothing is written yet. Open {file} and begin.", file=one_line(verdict.file)))
    elif command := reproduce(verdict, again):
        yield Text(_("reproduce:  {command}", command=command), style="dim")
    if verdict.status is Status.GRADER_ERROR:
        yield Text(
            _("A check broke by itself. That is a fault of the grader or of this exercise, not yours.")
        )


def _facts(verdict: Verdict, language: str) -> RenderableType:
    _ = text(language)
    facts = [
        _("{score} of {points} points", score=points(verdict.score), points=points(verdict.points)),
        _("seed {seed}", seed=verdict.seed),
        _("{seconds} s", seconds=f"{verdict.seconds:.1f}"),
        one_line(verdict.isolation),
    ]
    line = Text(" · ".join(fact for fact in facts if fact), style=STYLES[verdict.status])
    return Padding(line, (0, 0, 0, 1))


def _indented(*parts: RenderableType) -> RenderableType:
    return Padding(Group(*parts), (0, 0, 0, INDENT))
