"""`grade new`: writes the two folders of a new exercise from templates."""

from __future__ import annotations

from pathlib import Path
from string import Template

import click

from grader.cli.common import cannot_write, common_options, shown, write_whole
from grader.language import Problem, message, text
from grader.packs import FOLDER_NAME, clone_root

TEMPLATES = Path(__file__).parent.parent / "templates"
SUFFIX = ".template"


@click.command("new")
@click.argument("name", metavar="NN_SLUG")
@common_options
def command(name: str, pack: tuple[Path, ...], lang: str) -> None:
    """Write the files of a new exercise, to be filled in: for authors.

    It goes into the clone around the working folder, or into the pack of --pack.
    """
    _ = text(lang)
    found = FOLDER_NAME.fullmatch(name)
    if found is None:
        raise Problem(
            message("“{name}” is no name for an exercise.", name=name),
            message(
                "Write a number of at least two digits and a name in lower case: `grade new 61_my_exercise`."
            ),
        )
    root = _root(pack)
    number, slug = int(found["number"]), found["slug"]
    _must_be_free(root, name, number)
    words = {
        "number": str(number),
        "stem": name,
        "slug": slug,
        "Title": slug.replace("_", " ").capitalize(),
    }
    for template in sorted(TEMPLATES.rglob(f"*{SUFFIX}")):
        room, *parts = template.relative_to(TEMPLATES).parts
        file = "/".join(parts).removesuffix(SUFFIX).replace("SLUG", slug)
        target = root / room / name / file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(target.parent, error) from error
        contents = Template(template.read_text(encoding="utf-8")).substitute(words)
        write_whole(target, contents.encode())
        click.echo(_("created  {file}", file=shown(target)))
    click.echo(
        _("Fill in what says TODO, and run `grade audit {number}` until it is content.", number=number)
    )


def _root(pack: tuple[Path, ...]) -> Path:
    root = pack[-1] if pack else clone_root()
    if root is None:
        raise Problem(
            message("There is no pack of exercises around this folder."),
            message("Use --pack DIR, where DIR is the folder that shall hold exercises/ and solutions/."),
        )
    return root


def _must_be_free(root: Path, name: str, number: int) -> None:
    for room in ("exercises", "solutions"):
        if (root / room / name).exists():
            raise Problem(
                message("{folder} is there already.", folder=shown(root / room / name)),
                message("Nothing was changed; choose another name."),
            )
    exercises = root / "exercises"
    taken = [folder.name for folder in exercises.iterdir()] if exercises.is_dir() else []
    for other in taken:
        found = FOLDER_NAME.fullmatch(other)
        if found is not None and int(found["number"]) == number:
            raise Problem(
                message("Number {number} is taken by {other}.", number=number, other=other),
                message("Choose another number; `grade list` shows those that are in use."),
            )
