"""`grade devices`: shows which devices this machine has."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from grader.cli.common import console, language_option
from grader.language import text, told
from grader.report.cleaning import one_line


@click.command("devices")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@language_option
def command(as_json: bool, lang: str) -> None:
    """Show the devices of this machine, why others are absent, and how well submissions are locked in."""
    if as_json:
        from grader.devices import find_devices

        data = [asdict(device) | {"reason": str(device.reason)} for device in find_devices()]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    from grader.sandbox import Room

    # Its interpreter imports torch while this one does.
    with Room() as room:
        from grader.devices import find_devices

        devices = find_devices()
        isolation = room.isolation_of("strict")
    from rich.table import Table
    from rich.text import Text

    from grader.report.terminal import put

    _ = text(lang)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column(_("device"))
    table.add_column(_("dtypes, or why it is absent"), overflow="fold")
    table.add_column("", overflow="fold")
    for device in devices:
        mark = Text("✓", style="green") if device.available else Text("·", style="dim")
        about = ", ".join(device.dtypes) if device.available else one_line(told(device.reason, lang))
        style = "" if device.available else "dim"
        table.add_row(mark, device.name, Text(about, style=style), Text(one_line(device.detail), style="dim"))
    put(table, console())
    lock = Text(f"\n{_('isolation')}  {one_line(str(isolation))}")
    if isolation.level != "full":
        lock.append(f"\n{one_line(isolation.lacking.in_language(lang))}", style="dim")
    put(lock, console())
