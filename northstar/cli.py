"""The `northstar` command: one subcommand a module, loaded when it is called."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "build": "northstar.build:command",
    "simulate": "northstar.simulate:command",
    "examples": "northstar.examples:command",
    "verify": "northstar.publish.verify:command",
    "rollback": "northstar.publish.rollback:command",
    "export": "northstar.export:command",
}


class LazyGroup(click.Group):
    """A click group that imports a subcommand only when it is used, so that `--help` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        return getattr(importlib.import_module(module), attribute)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="northstar")
def main() -> None:
    """Build, check and publish a company's growth metrics from raw files."""
