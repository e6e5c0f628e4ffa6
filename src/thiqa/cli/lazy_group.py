"""A group of commands of which only the one that is called is imported."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Knows where each of its commands is, as `module:name`."""

    def __init__(self, *arguments: Any, where: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.where = where

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.where)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name."""
        if cmd_name not in self.where:
            return None
        module, _, name = self.where[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command
