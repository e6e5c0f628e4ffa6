"""The commands: `thiqa --help` lists them."""

from thiqa.cli.main import main

__all__ = ["main"]
