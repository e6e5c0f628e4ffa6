"""The demonstration: every process, the main job walked through, then served for visitors."""

from thiqa.demo.command import demo

__all__ = ["demo"]
