"""The frame that every page stands in, rendered in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from thiqa.web import formats
from thiqa.web.assets import Assets, accepts_gzip
from thiqa.web.bidi import bdi, isolate
from thiqa.web.catalogues import Catalogues, translate
from thiqa.web.compression import compress_page
from thiqa.web.cookies import Cookies
from thiqa.web.csrf import form_fields
from thiqa.web.headers import content_security_policy
from thiqa.web.languages import Language, negotiate
from thiqa.web.translation import AtCompileTime, choose, fill, pick

LANGUAGE_COOKIE = "lang"
LANGUAGE_FIELD = "lang"
LANGUAGE_COOKIE_SECONDS = 31_536_000

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation; its text is an English message."""

    url: str
    text: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """What the frame says on every page of one site; the texts are English messages."""

    name: str
    tagline: str
    home_url: str = "/"
    notice: str | None = None
    """Shown at the foot of every page; for demonstrations."""


class Pages:
    """Renders the templates of some folders; one compiled environment for each language."""

    def __init__(
        self,
        site: Site,
        *,
        templates: Sequence[Path],
        catalogues: Catalogues,
        assets: Assets,
        cookies: Cookies,
        timezone: tzinfo,
        names: Mapping[str, Any] | None = None,
    ) -> None:
        """`names`: what the templates may use besides the frame's own functions."""
        self.catalogues = catalogues
        self.timezone = timezone
        self.assets = assets
        self._cookies = cookies
        self.site = site
        self._names = dict(names or {})
        sources = read_templates(templates)
        self._environments = {
            language: self._environment(language, sources) for language in Language
        }

    def language_of(self, request: Request, *, ui_locales: str | None = None) -> Language:
        """Return the language that a request is answered in."""
        return negotiate(
            query=chosen_language(request.scope["query_string"].decode("latin-1")),
            cookie=self._cookies.read(request.scope["headers"], LANGUAGE_COOKIE),
            ui_locales=ui_locales,
            accept_language=request.headers.get("accept-language"),
        )

    def render(
        self,
        template: str,
        language: Language,
        *,
        query: str | None = "",
        navigation: Iterable[Link] = (),
        **context: Any,
    ) -> str:
        """Return the HTML of a page.

        `query` is that of the page's own URL, which the language switch keeps; None for
        a page that answers a form, which has no URL to come back to.
        """
        return (
            self._environments[language]
            .get_template(template)
            .render(
                kept_query=None if query is None else without_language(query),
                navigation=tuple(navigation),
                **context,
            )
        )

    def respond(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        language: Language | None = None,
        navigation: Iterable[Link] = (),
        form_targets: Iterable[str] = (),
        connects: bool = False,
        **context: Any,
    ) -> Response:
        """Return the page as the answer to a request.

        `form_targets`: the URLs at other sites that a form of this page may end at.
        `connects`: whether scripts of the page may talk to our own site.
        """
        language = language or self.language_of(request)
        query = request.scope["query_string"].decode("latin-1")
        body = self.render(
            template,
            language,
            query=query if request.method in {"GET", "HEAD"} else None,
            navigation=navigation,
            **context,
        ).encode()
        headers = {"content-language": language.value, "vary": "accept-language, cookie"}
        targets = tuple(form_targets)
        if targets or connects:
            headers["content-security-policy"] = content_security_policy(targets, connects=connects)
        if accepts_gzip(request.scope["headers"]):
            body = compress_page(body, headers)
        response = Response(body, status, headers, HTML)
        if chosen_language(query) == language:
            cookie = self._cookies.header(
                LANGUAGE_COOKIE, language, max_age=LANGUAGE_COOKIE_SECONDS
            )
            response.headers.append("set-cookie", cookie)
        return response

    def _environment(self, language: Language, sources: Mapping[str, str]) -> Environment:
        environment = Environment(
            loader=DictLoader(sources),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[AtCompileTime],
        )
        catalogue = self.catalogues[language]
        site = {
            "name": translate(catalogue, self.site.name),
            "tagline": translate(catalogue, self.site.tagline),
            "home": self.site.home_url,
            "notice": translate(catalogue, self.site.notice) if self.site.notice else "",
        }
        this = {"language": language.value, "direction": language.direction}
        environment.extend(
            literals={
                "_": lambda message: translate(catalogue, message),
                "asset": lambda name: self.assets.urls[name],
                "site": lambda name: site[name],
                "this": lambda name: this[name],
                "is_current": lambda code: "true" if code == language else "false",
            }
        )
        environment.globals |= {"form_fields": form_fields, **self._names}
        environment.filters |= {
            "bdi": bdi,
            "fill": fill,
            "local": lambda texts: pick(texts, language),
            "plain": lambda texts: isolate(choose(texts, language)[0]),
            "translated": lambda message: translate(catalogue, message),
            "date": lambda day: formats.format_date_in_full(day, language),
            "moment": lambda at: formats.format_moment(at, language, self.timezone),
            "money": lambda amount: bdi(formats.format_money(amount, language)),
            "day": lambda at: formats.format_day_of(at, language, self.timezone),
        }
        return environment


def read_templates(folders: Sequence[Path]) -> dict[str, str]:
    """Read the templates of some folders by name; the first folder that has a name wins."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for folder in reversed(folders)
        for path in folder.glob("*.html")
    }


def without_language(query: str) -> str:
    """Return a query, ready for one more field, without the field that names the language."""
    fields = [field for field in query.split("&") if field]
    kept = [field for field in fields if not field.startswith(f"{LANGUAGE_FIELD}=")]
    return "".join(f"{field}&" for field in kept)


def chosen_language(query: str) -> str | None:
    """Return what a query says in the field of the language switch."""
    for field in query.split("&"):
        name, _, value = field.partition("=")
        if name == LANGUAGE_FIELD:
            return value
    return None
