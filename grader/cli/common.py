"""What several commands share: options, consoles, reading packs and writing files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from grader.classroom.screen.kit import kit_folder
from grader.language import LANGUAGES, Problem, language_of, message, system_error, text
from grader.packs import (
    Exercise,
    Pack,
    SelectionError,
    all_exercises,
    clone_root,
    find_packs,
    is_group,
    select,
)
from grader.recall import FOLDER
from grader.report.cleaning import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from grader.progress import Progress

F = TypeVar("F", bound=Callable[..., Any])


def language_option(command: F) -> F:
    """Add --lang to a command."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=language_of,
        help="Language of the texts: English or Chinese.",
    )(command)


def common_options(command: F) -> F:
    """Add --pack and --lang to a command."""
    return click.option(
        "--pack",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Also use the exercises of the pack in DIR.",
    )(language_option(command))


def names_argument(**extra: Any) -> Callable[[F], F]:
    """Add the argument NAMES to a command, completed by the shell."""
    return click.argument("names", nargs=-1, shell_complete=_complete_names, **extra)


def console(*, stderr: bool = False) -> Console:
    """Return a console that interprets nothing in what it prints."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def chosen(packs: Sequence[Pack], words: Sequence[str]) -> list[Exercise]:
    """Return the exercises that `words` name; where one is broken, raise what is wrong with it."""
    exercises = all_exercises(packs)
    found: dict[int, Exercise] = {}
    for word in words:
        try:
            found |= {exercise.number: exercise for exercise in select(exercises, [word])}
        except SelectionError:
            for pack in reversed(packs):
                for problem in pack.problems_of(word):
                    raise problem from None
            raise
    return list(found.values())


def one_exercise(packs: Sequence[Pack], name: str | None, progress: Progress, language: str) -> Exercise:
    """Return the exercise that `name` names; without a name the next unsolved one, and say which."""
    if name is None:
        following = next_exercise(packs, progress)
        click.echo(next_sentence(following, language), err=True)
        return following
    return chosen_one(packs, name)


def chosen_one(packs: Sequence[Pack], name: str) -> Exercise:
    """Return the one exercise that `name` names; raises Problem where it names several."""
    exercises = chosen(packs, [name])
    if len(exercises) > 1:
        raise Problem(
            message("“{name}” names {count} exercises.", name=name, count=len(exercises)),
            message("Name one; `grade list {name}` shows them.", name=name),
        )
    return exercises[0]


def name_argument(*, required: bool = False) -> Callable[[F], F]:
    """Add the argument NAME to a command, completed by the shell; None where it is left out."""
    return click.argument("name", required=required, shell_complete=_complete_names)


def next_exercise(
    packs: Sequence[Pack], progress: Progress, among: Collection[str] | None = None
) -> Exercise:
    """Return the next exercise that is not solved, of those whose folder is in `among` where that is given.

    Raises Problem where there is none.
    """
    from grader.planning import next_unsolved

    exercises = [e for e in all_exercises(packs) if among is None or e.stem in among]
    solved = {stem for stem, standing in progress.standings().items() if standing.solved}
    found = next_unsolved(exercises, solved)
    if found is not None:
        return found
    if not exercises:
        raise Problem(
            message("No exercises were found."),
            message("Use --pack DIR, where DIR holds exercises/ and solutions/."),
        )
    raise Problem(
        message("Every exercise is solved: {count} of {count}.", count=len(exercises)),
        message("Name one to do it again, or all: `grade exercise all`."),
    )


def next_sentence(exercise: Exercise, language: str) -> str:
    """Return which exercise was taken because none was named."""
    _ = text(language)
    return _(
        "next: {number} {title}",
        number=f"{exercise.number:02d}",
        title=one_line(exercise.title.in_language(language)),
    )


def workspace() -> Path:
    """Return the learner's folder: a kit, the clone, else the nearest folder upwards with our memory, else this one."""
    root = kit_folder() or clone_root()
    if root is not None:
        return root
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / FOLDER).is_dir()), here)


def not_in_a_kit() -> None:
    """Raise Problem in a take-home's kit: what helps a learner on is not meant for it."""
    if kit_folder() is not None:
        raise Problem(
            message("This is a take-home; hints, solutions and grading at every save are for afterwards."),
            message("Check your answer with `grade exercise`; every run is recorded."),
        )


def warn_of_trouble(progress: Progress, language: str) -> None:
    """Say on standard error where progress could not be kept or read; that changes nothing else."""
    if progress.trouble:
        click.echo(
            message(
                "Your progress is not kept ({path}: {reason}). No grade depends on it.",
                path=shown(progress.path),
                reason=progress.trouble,
            ).in_language(language),
            err=True,
        )


def warn_of_problems(packs: Sequence[Pack], language: str) -> None:
    """Say on standard error which exercises were left out, because something is wrong with them."""
    problems = [problem for pack in packs for problem in pack.problems]
    if problems:
        _ = text(language)
        click.echo(
            _.plural(
                "{count} exercise was left out: {first}",
                "{count} exercises were left out; the first: {first}",
                len(problems),
                first=problems[0].in_language(language),
            ),
            err=True,
        )


def named_one_by_one(words: Sequence[str], exercises: Sequence[Exercise]) -> bool:
    """Whether none of `words` stands for a group of exercises."""
    return not any(is_group(word, exercises) for word in words)


def shown(path: Path) -> str:
    """Return `path` as a person would write it: relative where it lies below the working folder."""
    absolute = path.absolute()
    working = Path.cwd()
    return str(absolute.relative_to(working)) if absolute.is_relative_to(working) else str(absolute)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never half of it.

    Raises Problem where that is not possible.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def cannot_write(path: Path, error: OSError) -> Problem:
    """Return the problem that `path` cannot be written."""
    return Problem(
        message("{path} cannot be written: {reason}.", path=shown(path), reason=system_error(error)),
        message("Choose a folder that exists and that you may write to."),
    )


def _complete_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    language = language_of()
    folders = tuple(ctx.params.get("pack") or ())
    try:
        exercises = all_exercises(find_packs(folders))
    except Problem:
        return []
    items = [CompletionItem(e.slug, help=e.title.in_language(language)) for e in exercises]
    items += [CompletionItem(str(e.number), help=e.title.in_language(language)) for e in exercises]
    items += [CompletionItem(topic) for topic in sorted({e.topic for e in exercises})]
    items.append(CompletionItem("all"))
    matching = [item for item in items if item.value.startswith(incomplete)]
    # Beside exercises, the last name may be the file to grade.
    return matching or [CompletionItem(incomplete, type="file")]
