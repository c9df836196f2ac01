"""`grade screen new`: makes the kits of a take-home, and the file that stays with the interviewer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import cannot_write, chosen, language_option, shown, write_whole
from grader.cli.screen.common import needs
from grader.language import LANGUAGES, Problem, message, text
from grader.packs import Exercise, all_exercises, find_packs

if TYPE_CHECKING:
    from grader.classroom.screen.screening import Screening

MINUTES = 90


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--exercises", metavar="NAMES", help="Which exercises, for instance 46,50,30.")
@click.option("--minutes", type=click.IntRange(min=1), help="How long a candidate has; 90 by default.")
@click.option(
    "--candidates",
    multiple=True,
    metavar="FILE.csv|NAMES",
    help="Who gets a kit: a CSV file with the columns name, email and language, or names with commas between.",
)
@click.option("--title", help="What candidates read at the top.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Language of the candidates for whom the file gives none; yours by default.",
)
@language_option
def command(
    folder: Path,
    exercises: str | None,
    minutes: int | None,
    candidates: tuple[str, ...],
    title: str | None,
    language: str | None,
    lang: str,
) -> None:
    """Make a kit for every candidate, as a folder and as a zip archive to send.

    FOLDER/screen.toml stays with you: it holds the secret that the official questions follow from. Run it again
    with further --candidates to make more kits of the same take-home.
    """
    needs("tomlkit")
    from grader.classroom.screen import candidates as readers
    from grader.classroom.screen import screening as screenings

    available = all_exercises(find_packs())
    path = folder / screenings.FILE
    _ = text(lang)
    if path.exists():
        screening = screenings.read_screening(path, available)
        _must_agree(screening, exercises, minutes, title)
    else:
        if not exercises:
            raise Problem(
                message("Which exercises? Name them with --exercises."),
                message("For instance --exercises 46,50,30; `grade list` shows them all."),
            )
        asked = chosen(find_packs(), [word for word in exercises.split(",") if word.strip()])
        screening = screenings.new_screening(path, title or _("Take-home"), asked, minutes or MINUTES)
    now = datetime.now(UTC).replace(microsecond=0)
    taken = [candidate.id for candidate in screening.candidates]
    more = readers.read_candidates(candidates, language or lang, now, taken)
    if not more:
        raise Problem(
            message("Who are the candidates? Name them with --candidates."),
            message('For instance --candidates "Ada Lovelace, 王小明" or --candidates people.csv.'),
        )
    screening = screenings.with_candidates(screening, more)
    kits = _kits(screening, len(more), {exercise.stem: exercise for exercise in available})
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    # The secret first: kits without it could never be reviewed.
    write_whole(path, screenings.written(screening))
    path.chmod(0o600)
    for name, files in kits.items():
        click.echo(_("created  {file}", file=shown(_write_kit(folder / "kits", name, files))))
    click.echo(
        _(
            "Send each candidate the archive with their name, and keep {file} to yourself. What comes back: "
            "`grade screen review --screen {folder} ARCHIVE...`",
            file=shown(path),
            folder=shown(folder),
        )
    )


def _kits(screening: Screening, count: int, exercises: dict[str, Exercise]) -> dict[str, dict[str, bytes]]:
    """Return name of a folder -> files, for the last `count` candidates."""
    from grader.classroom.screen.making import kit_files, kit_of

    return {
        candidate.id: kit_files(kit_of(screening, candidate), exercises)
        for candidate in screening.candidates[-count:]
    }


def _write_kit(kits: Path, name: str, files: dict[str, bytes]) -> Path:
    """Write a kit as a folder and as an archive; return the archive."""
    from grader.classroom.screen.zips import zipped

    if (kits / name).exists():
        raise Problem(
            message("{folder} is there already.", folder=shown(kits / name)),
            message("Move it away; kits are never overwritten."),
        )
    for file, contents in files.items():
        target = kits / name / file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(target.parent, error) from error
        write_whole(target, contents)
    archive = kits / f"{name}.zip"
    write_whole(archive, zipped({f"{name}/{file}": contents for file, contents in files.items()}))
    return archive


def _must_agree(screening: Screening, exercises: str | None, minutes: int | None, title: str | None) -> None:
    """Raise Problem where an option asks for another take-home than the one that is there."""
    stems = [item.exercise for item in screening.assignment.items]
    differs = (
        (exercises is not None and _stems(exercises) != stems)
        or (minutes is not None and minutes != screening.minutes)
        or (title is not None and title != screening.assignment.title)
    )
    if differs:
        raise Problem(
            message(
                "{file} is another take-home: {minutes} minutes, {exercises}.",
                file=shown(screening.assignment.path),
                minutes=screening.minutes,
                exercises=", ".join(stems),
            ),
            message("Leave the options out to make more kits of it, or choose another folder."),
        )


def _stems(words: str) -> list[str]:
    asked = chosen(find_packs(), [word for word in words.split(",") if word.strip()])
    return [exercise.stem for exercise in asked]
