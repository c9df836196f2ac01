"""`grade completion`: prints what a shell needs to complete names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from grader.language import Problem, message

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    bash: add `eval "$(grade completion bash)"` to ~/.bashrc. zsh: the same in ~/.zshrc.
    fish: write the output to ~/.config/fish/completions/grade.fish.
    """
    completion = get_completion_class(shell)
    if completion is None:
        raise Problem(
            message("There is no completion for {shell}.", shell=shell),
            message("There is for {shells}.", shells=", ".join(SHELLS)),
        )
    group = ctx.find_root().command
    # Formatted here, because `source()` first starts the shell to ask for its version.
    completer = completion(group, {}, "grade", "_GRADE_COMPLETE")
    click.echo(completer.source_template % completer.source_vars())
