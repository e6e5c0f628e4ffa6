"""The witness that is attacked, and the log that it knows."""

from unit.witness.conftest import clock, folder, log, opened

__all__ = ["clock", "folder", "log", "opened"]
