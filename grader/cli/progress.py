"""`grade progress`: takes your progress to another machine, and back."""

from __future__ import annotations

import json
from pathlib import Path

import click

from grader.cli.common import language_option, shown, workspace, write_whole
from grader.language import Message, Problem, message, system_error, text
from grader.progress import BadEventError, Event, Progress

FORMAT = "torchgrade progress"
VERSION = 1


@click.group("progress")
def command() -> None:
    """Take your progress with you: export it to a file, import it elsewhere."""


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@language_option
def export_command(file: Path, lang: str) -> None:
    """Write every grade, hint and solution that was recorded here to FILE, as JSON."""
    progress = Progress(workspace())
    events = progress.events()
    _must_work(progress)
    data = {"format": FORMAT, "version": VERSION, "events": [event.to_data() for event in events]}
    write_whole(file, (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode())
    _ = text(lang)
    click.echo(
        _.plural("{count} event is in {file}", "{count} events are in {file}", len(events), file=shown(file))
    )


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@language_option
def import_command(file: Path, lang: str) -> None:
    """Add what FILE holds to your progress here. What is here already is not added twice."""
    events = _read(file)
    progress = Progress(workspace())
    new = progress.merge(events)
    _must_work(progress)
    _ = text(lang)
    click.echo(_.plural("{count} new event of {all}", "{count} new events of {all}", new, all=len(events)))


def _read(file: Path) -> list[Event]:
    try:
        data = json.loads(file.read_bytes())
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=shown(file), reason=system_error(error)),
            message("Give a file that `grade progress export` wrote."),
        ) from error
    except (ValueError, RecursionError) as error:
        raise _foreign(file, str(error)) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("events"), list):
        raise _foreign(file, message("its “format” is not “{wanted}”", wanted=FORMAT))
    if data.get("version") != VERSION:
        raise _foreign(file, message("its “version” is {version}", version=repr(data.get("version"))))
    events = []
    for position, each in enumerate(data["events"], 1):
        try:
            events.append(Event.from_data(each))
        except BadEventError as error:
            reason = message("event {position}: {reason}", position=position, reason=error.reason)
            raise _foreign(file, reason) from error
    return events


def _foreign(file: Path, reason: Message | str) -> Problem:
    return Problem(
        message("{path} is no exported progress: {reason}.", path=shown(file), reason=reason),
        message("Give a file that `grade progress export` wrote; nothing was changed."),
    )


def _must_work(progress: Progress) -> None:
    if progress.trouble:
        raise Problem(
            message(
                "The progress of this folder cannot be used ({path}: {reason}).",
                path=shown(progress.path),
                reason=progress.trouble,
            ),
            message("Move that file away to begin a new one."),
        )
