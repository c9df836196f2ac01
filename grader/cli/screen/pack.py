"""`grade screen pack`: makes the archive that a candidate hands in."""

from __future__ import annotations

import click

from grader.cli.common import language_option, shown, write_whole
from grader.language import text


@click.command("pack")
@language_option
def command(lang: str) -> int:
    """Make the archive to hand in, from your answers and the record of your attempts.

    What is missing is told, and what is there is packed; you may pack again.
    """
    from grader.classroom.screen.kit import find_kit
    from grader.classroom.screen.log import AttemptLog
    from grader.classroom.screen.packing import archive_of, pack

    kit = find_kit()
    packed = pack(kit, AttemptLog(kit))
    write_whole(archive_of(kit), packed.archive)
    _ = text(lang)
    for complaint in packed.complaints:
        click.echo(complaint.in_language(lang), err=True)
    count = _.plural("{count} answer", "{count} answers", len(packed.exercises))
    click.echo(_("packed   {file} ({count})", file=shown(archive_of(kit)), count=count))
    if packed.complaints:
        click.echo(
            _(
                "Something is missing or odd; see above. You can hand it in as it is, or mend it and pack again."
            )
        )
    else:
        click.echo(_("Send this file to your interviewer. You may still change an answer and pack again."))
    return 1 if packed.complaints else 0
