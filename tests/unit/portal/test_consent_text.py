from dataclasses import replace
from datetime import UTC

import pytest

from browser.samples import ADULT, ASKER, HOSTILE, NOW, consent
from thiqa.portal import ConsentView, Statement, claim_rows, consent_text
from thiqa.portal.consent_text import consent_statement
from thiqa.portal.pages import portal_pages
from thiqa.web import Cookies, Language

PAGES = portal_pages(cookies=Cookies(https=False), timezone=UTC, specimen=False)
VIEW = consent(ADULT)


def state(view: ConsentView, language: Language = Language.FR) -> Statement:
    """Return the statement of a view."""
    return consent_statement(view, language, PAGES.catalogues[language], UTC)


def test_the_text_says_who_why_what_and_how_long() -> None:
    assert consent_text(state(VIEW)) == (
        "Caisse nationale de sécurité sociale demande qui vous êtes\n"
        "Ce service ne reçoit que ce que vous voyez ici, et seulement si vous acceptez.\n"
        "La réponse va à\nretraite.cnss.example\n"
        "Secteur\nProtection sociale\n"
        "Finalité\nConsulter l’état de vos droits à la retraite\n"
        "Base légale\nArticle 4 de la loi n° 09-08 et article 16 du dahir n° 1-72-184\n"
        "Ce que le service recevra\n"
        "Prénom\n"
        "Nom\n"
        "Date de naissance\n"
        "Numéro de la carte nationale\n"
        "Nationalité\nFacultatif\u00a0: décochez pour ne pas l’envoyer\n"
        "Adresse\nFacultatif\u00a0: décochez pour ne pas l’envoyer\n"
        "Pour combien de temps\nJusqu’au 19 février 2027\n"
        "Nombre de jours pendant lesquels le service peut les garder\n30\n"
        "Ne plus me le demander jusqu’au 21 novembre 2027. "
        "Je peux retirer cet accord à tout moment.\n"
    )


def test_what_is_given_as_verified_is_said_so_in_the_text() -> None:
    rows = claim_rows({"verified_claims.address": False, "gender": True}, {})
    text = consent_text(state(replace(VIEW, rows=rows)))
    assert (
        "Adresse\nDemandé comme vérifié avec votre carte\nFacultatif\u00a0: décochez pour ne pas"
        " l’envoyer\nSexe\n"
    ) in text
    plain = claim_rows({"address": False, "gender": True}, {})
    assert text != consent_text(state(replace(VIEW, rows=plain)))


def test_what_ends_at_once_and_is_not_remembered_says_so() -> None:
    text = consent_text(state(replace(VIEW, ends_at=None, remember_until=None)))
    assert "Pour combien de temps\nCette fois seulement\n" in text
    assert text.endswith("peut les garder\n30\n")


@pytest.mark.parametrize(
    "changed",
    [
        replace(VIEW, asker=replace(ASKER, service={"fr": "Autre service"})),
        replace(VIEW, asker=replace(ASKER, host="other.example")),
        replace(VIEW, asker=replace(ASKER, sector={"fr": "Autre"})),
        replace(VIEW, asker=replace(ASKER, purpose={"fr": "Autre"})),
        replace(VIEW, asker=replace(ASKER, article={"fr": "Autre"})),
        replace(VIEW, rows=VIEW.rows[1:]),
        replace(VIEW, rows=claim_rows({"given_name": False}, {"given_name": "Fatima-Zahra"})),
        replace(VIEW, ends_at=None),
        replace(VIEW, keep_days=31),
        replace(VIEW, remember_until=None),
        replace(VIEW, remember_until=NOW),
    ],
)
def test_whatever_is_shown_changes_the_text(changed: ConsentView) -> None:
    assert consent_text(state(changed)) != consent_text(state(VIEW))


def test_what_is_not_shown_does_not_change_the_text() -> None:
    changed = replace(VIEW, form_token="other", post_url="/x", hidden={"a": "b"})
    assert consent_text(state(changed)) == consent_text(state(VIEW))


def test_each_language_is_a_text_of_its_own() -> None:
    assert len({consent_text(state(VIEW, language)) for language in Language}) == 4


def test_the_values_are_not_in_the_text_so_nobody_can_try_them_by_its_hash() -> None:
    assert consent_text(state(consent(HOSTILE))) == consent_text(state(VIEW))
