"""The command `grade`: one module a command, each imported only when it is asked for."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit status."""
    gc.disable()  # torch is objects by the hundred thousand that stay: looking for garbage there takes 0.1 s
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without a letter shows "?" and does not crash
    try:
        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # so early that not even the words for it were loaded
        status = INTERRUPTED
    _end(status)


def _end(status: int) -> NoReturn:
    """End the process, without the 0.1 s that taking down torch's modules one by one would take."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # its reader went away, or it is gone
            stream.flush()
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run the command line with `arguments` and return its exit status.

    0: all passed. 1: something failed. 2: the command cannot be understood or followed. 3: the grader failed.
    130: interrupted.
    """
    import click

    from grader.cli.group import asked_language, grade, speak
    from grader.language import Problem, text

    language = asked_language(arguments)
    _ = text(language)
    speak(language)
    try:
        result = grade.speaking(language).main(args=list(arguments), prog_name="grade", standalone_mode=False)
    except Problem as problem:
        click.echo(problem.in_language(language), err=True)
        return problem.exit_status
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Interrupted; nothing was left behind."), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `grade list | head` does; what is still buffered has nowhere to go.
        sys.stdout = None
        return 0
    except Exception as error:  # whatever is left is a fault of ours, and the learner cannot use our frames
        from grader.cli.fault import explain

        click.echo(explain(error, language), err=True)
        return 3
    return result if isinstance(result, int) else 0
