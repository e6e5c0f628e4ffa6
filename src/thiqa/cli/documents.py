"""`thiqa document`: sealed documents and codes, checked and renewed by whoever holds them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography import x509

from thiqa.base import ThiqaError, system_clock
from thiqa.documents import Code, Value, VerifiedCode, code_in, trust_seals, verify_code
from thiqa.documents.answers import Answer, verify_answer
from thiqa.documents.sealing import SealServices, SealTrust, renew
from thiqa.documents.sealing.transport import authority_client
from thiqa.issuing.papers import Paper, check_paper
from thiqa.issuing.seals import Seals
from thiqa.pki.anchors import TrustAnchors, load_authority
from thiqa.settings import Settings, certificates_in
from thiqa.web import Language

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_COLUMNS = 20
_AUTHORITIES = click.option(
    "--seal-authority", "authorities", multiple=True, type=_FILE, help="Who issues seals (PEM)."
)
_STAMPS = click.option(
    "--time-stamp-authority", "stamps", multiple=True, type=_FILE, help="Who stamps times (PEM)."
)


class TrustError(ThiqaError):
    """Whom to trust is not said, or cannot be read."""


@click.group()
def document() -> None:
    """Check and renew documents."""


@document.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--code", help="The link in the code on the paper, or its digits.")
@click.option("--answer", type=_FILE, help="A file with a signed answer (JWT).")
@click.option("--for", "audience", help="Whom the answer has to be for.")
@_AUTHORITIES
@click.option("--seal", "seals", multiple=True, type=_FILE, help="A seal, for codes.")
@_STAMPS
def verify(
    file: Path | None,
    code: str | None,
    answer: Path | None,
    audience: str | None,
    authorities: tuple[Path, ...],
    seals: tuple[Path, ...],
    stamps: tuple[Path, ...],
) -> None:
    """Check a sealed document in FILE, a code, or an answer: exit status 0 if it holds.

    Asks nobody: whether it was withdrawn since, the page of its issuer says. Certificates are
    those of the provider's own folder, unless others (PEM) are named.
    """
    now = system_clock()
    if file is not None:
        _say(_paper_lines(check_paper(file.read_bytes(), _seal_trust(authorities, stamps), now)))
    if code is not None:
        trust = trust_seals(map(_certificate, seals or _own_seals()))
        _say(_code_lines(verify_code(code_in(code), trust, now=now)))
    if answer is not None:
        if audience is None:
            raise click.UsageError("say whom the answer has to be for: --for")
        anchors = _anchors(authorities or _own("seal"))
        text = answer.read_text("utf-8").strip()
        found = verify_answer(text, anchors, audience=audience, now=now)
        _say(_answer_lines(found.answer))
    if file is None and code is None and answer is None:
        raise click.UsageError("name a file, --code or --answer")


@document.command("renew")
@click.argument("file", type=_FILE)
@_AUTHORITIES
@_STAMPS
@click.option("--time-stamps", required=True, help="Where to ask for a time stamp (RFC 3161).")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: FILE.")
def renew_document(
    file: Path,
    authorities: tuple[Path, ...],
    stamps: tuple[Path, ...],
    time_stamps: str,
    output: Path | None,
) -> None:
    """Put one more time stamp over a document (PAdES B-LTA), so that it can be checked longer."""
    with authority_client() as asked:
        services = SealServices(
            _seal_trust(authorities, stamps),
            asked.time_stamper(time_stamps),
            asked.fetch,
            system_clock,
        )
        renewed = renew(file.read_bytes(), services)
    paper = check_paper(renewed, services.trust, system_clock())
    target = output or file
    draft = target.with_name(f".{target.name}.partial")
    draft.write_bytes(renewed)
    draft.replace(target)
    click.echo(f"renewed; to be renewed again before {_moment(paper.good_until)}")


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _paper_lines(paper: Paper) -> Iterator[str]:
    yield f"This document holds: it is as {paper.issuer} has sealed it."
    yield ""
    sheet, language = paper.sheet, paper.sheet.languages[-1]
    yield from _lines(
        {
            "title": sheet.title[language],
            "number": sheet.number,
            **{row.label[language]: row.value.shown(language) for row in sheet.rows},
            "issued": _moment(sheet.issued_at),
            **_until(sheet.valid_until),
            "sealed": _moment(paper.sealed_at),
            "level": f"PAdES {paper.level}",
            "renew before": _moment(paper.good_until),
        }
    )


def _code_lines(verified: VerifiedCode) -> Iterator[str]:
    code: Code = verified.code
    yield f"This code holds: {code.issuer} has signed what it says."
    yield ""
    language = next(iter(code.title))
    names = [name for name in (code.holder.latin, code.holder.arabic) if name]
    facts: Mapping[str, Value] = {_any(fact.label): fact.value for fact in code.facts}
    yield from _lines(
        {
            "title": _any(code.title),
            "number": code.number,
            "holder": " / ".join(names),
            **{label: value.shown(language) for label, value in facts.items()},
            "issued": _moment(code.issued_at),
            **_until(code.valid_until),
        }
    )


def _answer_lines(answer: Answer) -> Iterator[str]:
    yield f"This answer holds: {answer.issuer} says {'yes' if answer.yes else 'no'}."
    yield ""
    yield from _lines(
        {
            "question": answer.question[Language.EN],
            "for": answer.audience,
            "number": answer.number,
            **{str(name): str(value) for name, value in answer.holder.items()},
            "issued": _moment(answer.issued_at),
            **_until(answer.valid_until),
            "status": answer.status_uri,
        }
    )


def _lines(facts: Mapping[str, str]) -> Iterator[str]:
    for label, text in facts.items():
        yield f"{label:<{_COLUMNS}}{text}"


def _until(at: int | None) -> Mapping[str, str]:
    return {} if at is None else {"valid until": _moment(at)}


def _any(texts: Mapping[Language, str]) -> str:
    return list(texts.values())[-1]


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _seal_trust(authorities: tuple[Path, ...], stamps: tuple[Path, ...]) -> SealTrust:
    return SealTrust(_anchors(authorities or _own("seal")), _anchors(stamps or _own("time-stamp")))


def _own(kind: str) -> tuple[Path, ...]:
    settings = Settings.from_environment()
    folders = {
        "seal": settings.seal_authorities,
        "time-stamp": settings.time_stamp_authorities,
    }
    files = tuple(certificates_in(folders[kind]))
    if not files:
        raise TrustError(f"whom you trust must be said: with --{kind}-authority")
    return files


def _own_seals() -> tuple[Path, ...]:
    file = Settings.from_environment().seals_file
    if not file.is_file():
        raise TrustError("whom you trust must be said: with --seal")
    seals = Seals.read(file)
    return (*(each.certificate for each in seals.seals.values()), *seals.trusted.former)


def _anchors(files: tuple[Path, ...]) -> TrustAnchors:
    return TrustAnchors(tuple(load_authority(file.read_bytes()) for file in files))


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except ValueError as error:
        raise TrustError(f"{file}: not a certificate (PEM)") from error
