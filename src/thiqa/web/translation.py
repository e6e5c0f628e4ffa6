"""Texts in templates: translated when a template is compiled, isolated when it is rendered."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from thiqa.web.bidi import bdi
from thiqa.web.languages import Language

_FALLBACKS = (Language.FR, Language.AR, Language.EN, Language.ZGH)


Literals = Mapping[str, Callable[[str], str]]
"""Functions by their name in templates, each from one literal to a text."""


class AtCompileTime(Extension):
    """Replaces `_("English")`, and other functions of one literal, by what they return.

    What is the same on every page of a language then costs nothing when a page is rendered.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens with each such call replaced by a literal."""
        literals: Literals = self.environment.literals  # type: ignore[attr-defined]  # added by Environment.extend
        for token in stream:
            if token.type == "name" and token.value in literals and stream.current.type == "lparen":
                next(stream)
                argument = stream.expect("string")
                stream.expect("rparen")
                yield Token(token.lineno, "string", literals[token.value](argument.value))
            else:
                yield token


def fill(template: str, **values: Any) -> Markup:
    """Put values into the placeholders of a message, each isolated from its direction."""
    shown = {
        name: value if isinstance(value, Markup) else bdi(str(value))
        for name, value in values.items()
    }
    return escape(template).format_map(shown)


def choose(texts: Mapping[str, str], language: Language) -> tuple[str, str]:
    """Return the text for a language, or the next best, with the language that it is in."""
    for candidate in (language, *_FALLBACKS):
        if text := texts.get(candidate):
            return text, candidate.value
    return "", language.value


def pick(texts: Mapping[str, str], language: Language) -> Markup:
    """Return a text of many languages for HTML, isolated and marked with its language."""
    text, found = choose(texts, language)
    if not text:
        return Markup()
    return bdi(text, None if found == language else found)
