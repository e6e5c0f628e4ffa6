"""The counter's tables, step by step: one file in `versions` for each step."""

from pathlib import Path

FOLDER = Path(__file__).parent
