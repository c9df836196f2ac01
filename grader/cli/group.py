"""The group of commands: loads a command when it is needed, and speaks the language asked for."""

from __future__ import annotations

import copy
import gettext
import importlib
import inspect
import os
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import click

from grader import __version__
from grader.language import DOMAIN, LANGUAGES, LOCALE_DIRECTORY, Translator, language_of, text

# The module of each command, in the order in which commands are first needed.
COMMANDS = {
    "list": "listing",  # a module called `list` would hide the builtin from its package
    "show": "show",
    "start": "start",
    "exercise": "exercise",
    "watch": "watch",
    "hint": "hint",
    "solution": "solution",
    "reset": "reset",
    "progress": "progress",
    "devices": "devices",
    "audit": "audit",
    "new": "new",
    "assignment": "assignment",
    "screen": "screen",
    "completion": "completion",
}

C = TypeVar("C", bound=click.Command)


class CommandGroup(click.Group):
    """Commands are modules of a package; importing one loads neither torch nor the judge.

    Args:
        package: the name of the package.
        modules: name of a command -> its module there, which calls the command `command`.
    """

    language = "en"

    def __init__(self, *args: Any, package: str, modules: Mapping[str, str], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.package = package
        self.modules = modules

    def speaking(self, language: str) -> CommandGroup:
        """Return this group with its help, and that of its commands, in `language`."""
        group = translated(self, text(language))
        group.language = language
        return group

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(self.modules)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command and return it with its help in the language of this run."""
        if cmd_name not in self.modules:
            return None
        module = importlib.import_module(f"{self.package}.{self.modules[cmd_name]}")
        command: click.Command = module.command
        if isinstance(command, CommandGroup):
            return command.speaking(self.language)
        return translated(command, text(self.language))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for one that does not exist, say which is meant."""
        if args and args[0] not in self.modules and not args[0].startswith("-"):
            import difflib

            _ = text(self.language)
            close = difflib.get_close_matches(args[0], self.modules, n=1)
            if not close and args[0][:1].isdigit() and "exercise" in self.modules:
                close = ["exercise"]
            what = _("There is no command “{name}”.", name=args[0])
            mend = (
                f"{ctx.command_path} {close[0]}{' ' + args[0] if args[0][:1].isdigit() else ''}"
                if close
                else f"{ctx.command_path} --help"
            )
            raise click.UsageError(_.paragraph(what, _("Try `{command}`.", command=mend)), ctx)
        return super().resolve_command(ctx, args)


def translated(command: C, _: Translator) -> C:
    """Return a copy of `command` with its help texts in the language of `_`."""
    command = copy.copy(command)
    command.help = _(inspect.cleandoc(command.help or ""))
    command.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
        if isinstance(parameter.type, click.types.IntParamType):
            parameter.type = copy.copy(parameter.type)
            parameter.type.name = _(parameter.type.name)
    if isinstance(command, click.Group):
        command.commands = {name: translated(each, _) for name, each in command.commands.items()}
    return command


def asked_language(arguments: Sequence[str]) -> str:
    """Return the language of `--lang` where it stands among the arguments, else that of the environment."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or next(iter(arguments[position + 1 :]), "")
            if value in LANGUAGES:
                return value
    return language_of()


def speak(language: str) -> None:
    """Let click's own words come from our catalogue as well."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIRECTORY))
    gettext.textdomain(DOMAIN)


@click.group(
    "grade",
    cls=CommandGroup,
    package="grader.cli",
    modules=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="torchgrade")
def grade() -> None:
    """Checks code that answers PyTorch interview questions."""
