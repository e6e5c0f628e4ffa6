"""Translation in templates: done when a template is compiled, not when it is rendered."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from thiqa.web.bidi import bdi
from thiqa.web.catalogues import translate
from thiqa.web.languages import Language

_FALLBACKS = (Language.FR, Language.AR, Language.EN, Language.ZGH)


class Translated(Extension):
    """Replaces `_("English")` by its translation, so that it costs nothing at run time."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens with each call of `_` on a literal replaced by a literal."""
        for token in stream:
            if token.test("name:_") and stream.current.type == "lparen":
                next(stream)
                message = stream.expect("string")
                stream.expect("rparen")
                text = translate(self.environment.catalogue, message.value)  # type: ignore[attr-defined]  # added by Environment.extend
                yield Token(message.lineno, "string", text)
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
    raise ValueError("a text in none of the languages")


def pick(texts: Mapping[str, str], language: Language) -> Markup:
    """Return a text of many languages for HTML, isolated and marked with its language."""
    text, found = choose(texts, language)
    return bdi(text, None if found == language else found)
