"""What workers do: typeset and seal a document, sign an answer."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from thiqa.documents import code_link, make_certificate, read_draft
from thiqa.documents.answers import Answer, read_question, sign_answer
from thiqa.documents.code import organization_of
from thiqa.documents.sealing import SealServices, seal
from thiqa.documents.sealing.transport import authority_client
from thiqa.issuing.making import Made
from thiqa.issuing.papers import Paper, check_paper
from thiqa.issuing.paths import BELOW_DOCUMENTS, DOCUMENTS_PATH
from thiqa.issuing.tools import Tools, open_key, open_tools


def craft_document(
    tools: Tools, seal_id: str, content: Mapping[str, Any], number: str, now: int
) -> Made:
    """Typeset a sheet under a number, with its code, and seal it (PAdES B-LT)."""
    opened, key = open_tools(tools), open_key(tools, seal_id)
    sheet = read_draft(content).issued(number, at=now)
    page = f"{tools.issuer}{DOCUMENTS_PATH}"
    pdf, code = make_certificate(sheet, key, verify_url=page, timezone=ZoneInfo(tools.timezone))
    with authority_client() as authorities:
        services = SealServices(
            opened.seal_trust,
            authorities.time_stamper(opened.seals.time_stamps),
            authorities.fetch,
            lambda: now,
        )
        sealed = seal(pdf, key, services)
    return Made(sealed, sheet.valid_until, code_link(page, code))


def craft_answer(
    tools: Tools,
    seal_id: str,
    content: Mapping[str, Any],
    number: str,
    now: int,
    holder: Mapping[str, Any],
    answer_type: str,
) -> Made:
    """Sign an answer under a number."""
    key = open_key(tools, seal_id)
    answer = Answer(
        issuer=organization_of(key.certificate),
        number=number,
        type=answer_type,
        audience=content["audience"],
        question=read_question(content["question"]),
        yes=content["yes"],
        holder=holder,
        issued_at=now,
        valid_until=content["valid_until"],
        status_uri=f"{tools.issuer}{BELOW_DOCUMENTS}{number}",
    )
    return Made(sign_answer(answer, key).encode(), answer.valid_until)


def check_brought_paper(tools: Tools, pdf: bytes, now: int) -> Paper:
    """Check a document that a stranger has brought."""
    return check_paper(pdf, open_tools(tools).seal_trust, now)
