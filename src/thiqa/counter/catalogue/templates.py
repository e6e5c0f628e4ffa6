"""Texts with placeholders: `{claims.family_name}` is replaced by data, and data are no markup."""

import re
from collections.abc import Callable
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{([a-z]+)\.([a-z_][a-z0-9_]*(?:#ar)?)\}")
MAX_TEMPLATE_CHARACTERS = 2_000


class TemplateFormatError(ValueError):
    """A text has a brace that begins or ends no placeholder."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a value goes: the space that it is from, and its name there."""

    space: str
    name: str

    def __str__(self) -> str:
        return f"{{{self.space}.{self.name}}}"


@dataclass(frozen=True, slots=True)
class Template:
    """A text in parts."""

    parts: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """What has to be known to fill it."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    def fill(self, value_of: Callable[[Placeholder], str]) -> str:
        """Return the text with each placeholder replaced, once: values are not read again."""
        return "".join(part if isinstance(part, str) else value_of(part) for part in self.parts)


def parse_template(text: str) -> Template:
    """Read a text with placeholders; braces are for them alone."""
    parts: list[str | Placeholder] = []
    end = 0
    for found in PLACEHOLDER.finditer(text):
        parts += [_plain(text[end : found.start()]), Placeholder(found[1], found[2])]
        end = found.end()
    parts.append(_plain(text[end:]))
    return Template(tuple(part for part in parts if part != ""))


def _plain(text: str) -> str:
    if brace := re.search(r"[{}].{0,30}", text):
        raise TemplateFormatError(f"{brace[0]!r} is no placeholder such as {{claims.family_name}}")
    return text
