import ast
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

import thiqa
from authorities import NOW
from card_logins import (
    BROWSER,
    OTHER_BROWSER,
    SALMA,
    complete,
    issue_card,
    issue_nonce,
    log_in,
    site,
)
from thiqa.login import Authentication, Level, errors


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP256R1(), ec.SECP521R1()])
def test_a_card_of_each_curve_logs_its_holder_in(curve: ec.EllipticCurve) -> None:
    card = issue_card(curve=curve)
    assert log_in(site(), card) == Authentication(
        person_id=SALMA.id,
        national_number=SALMA.national_number,
        acr=Level.HIGH,
        auth_time=NOW,
        certificate_fingerprint=card.certificate.fingerprint(hashes.SHA256()).hex(),
        method="card",
        amr=("sc", "pin", "mfa"),
    )


def test_the_level_is_the_one_of_the_policy() -> None:
    assert log_in(site(level=Level.SUBSTANTIAL), issue_card()).acr is Level.SUBSTANTIAL


def test_a_challenge_serves_until_its_last_second() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login, now=NOW - 299)
    complete(login, card.token(nonce), nonce)


def test_a_challenge_has_44_characters_and_never_repeats() -> None:
    login = site()
    nonces = {issue_nonce(login) for _ in range(50)}
    assert len(nonces) == 50
    assert {len(nonce) for nonce in nonces} == {44}


def test_only_the_digest_of_a_challenge_is_kept() -> None:
    login = site()
    nonce = issue_nonce(login)
    assert nonce not in repr(login.database)


def test_a_challenge_of_another_browser_stays_where_it_is() -> None:
    login, card = site(), issue_card()
    nonce = issue_nonce(login)
    with pytest.raises(errors.ChallengeNotFoundError):
        complete(login, card.token(nonce), nonce, browser=OTHER_BROWSER)
    complete(login, card.token(nonce), nonce, browser=BROWSER)


def test_a_good_card_of_somebody_who_is_not_registered_is_refused() -> None:
    with pytest.raises(errors.HolderUnknownError):
        log_in(site(), issue_card(number="Z9"))


def test_only_the_card_login_makes_an_authentication() -> None:
    source = Path(thiqa.__file__).parent
    makers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Authentication")
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "Authentication")
        )
    }
    assert makers == {"login/card.py"}
