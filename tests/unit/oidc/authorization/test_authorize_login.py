"""The steps of the authorize endpoint that decide who must sign in."""

from typing import Any

import pytest

from provider_parts import CITIZEN, CLIENT, NOW, SECRET, Parts, session
from thiqa.base import digest
from thiqa.oidc.authorization.authorize import (
    LoginNeeded,
    Step,
    find_session,
    follow_login_hint,
    match_hinted_citizen,
    recall_consent,
    require_login,
)
from thiqa.oidc.errors import InteractionRequiredError, LoginRequiredError, ProtocolError
from thiqa.people import pairwise_subject
from unit.oidc.authorization.visits import about, run, visit

SUBJECT = pairwise_subject(SECRET, CLIENT.sector, CITIZEN.id)


def test_a_session_that_lives_is_found() -> None:
    parts = Parts()
    kept = parts.keep_session(session())
    found = visit(parts, session_id=kept.id)
    assert run(find_session(found)) is None
    assert found.session == kept


@pytest.mark.parametrize("session_id", [None, digest("made up")])
def test_without_a_session_none_is_found(session_id: bytes | None) -> None:
    parts = Parts()
    parts.keep_session(session())
    found = visit(parts, session_id=session_id)
    run(find_session(found))
    assert found.session is None


def test_a_session_that_is_over_is_not_found() -> None:
    parts = Parts()
    kept = parts.keep_session(session(expires_at=NOW))
    found = visit(parts, session_id=kept.id)
    run(find_session(found))
    assert found.session is None


def test_without_a_session_a_login_is_needed() -> None:
    found = about()
    assert run(require_login(found)) == LoginNeeded(found.authorization)


def test_a_session_is_enough() -> None:
    assert run(require_login(about(session()))) is None


@pytest.mark.parametrize("prompt", [("login",), ("select_account",), ("login", "consent")])
def test_a_prompt_for_a_login_is_met_by_the_login_of_this_request_alone(
    prompt: tuple[str, ...],
) -> None:
    for earlier in (None, digest("another authorization")):
        old = session(authorization=earlier)
        assert isinstance(run(require_login(about(old, prompt=prompt))), LoginNeeded)
    fresh = session(authorization=digest("authorization"))
    assert run(require_login(about(fresh, prompt=prompt))) is None


@pytest.mark.parametrize(("max_age", "enough"), [(101, True), (100, True), (99, False), (0, False)])
def test_max_age_counts_from_the_login(max_age: int, enough: bool) -> None:
    outcome = run(require_login(about(session(auth_time=NOW - 100), max_age=max_age)))
    assert (outcome is None) is enough


def test_max_age_0_is_met_by_the_login_of_this_request_alone() -> None:
    assert isinstance(run(require_login(about(session(auth_time=NOW), max_age=0))), LoginNeeded)
    fresh = session(authorization=digest("authorization"), auth_time=NOW - 5)
    assert run(require_login(about(fresh, max_age=0))) is None


@pytest.mark.parametrize("request_", [{}, {"max_age": 5}])
def test_prompt_none_is_answered_instead_of_a_login_page(request_: dict[str, Any]) -> None:
    old = None if not request_ else session(auth_time=NOW - 100)
    with pytest.raises(LoginRequiredError):
        run(require_login(about(old, prompt=("none",), **request_)))


@pytest.mark.parametrize("subject", [None, SUBJECT])
def test_nobody_or_this_citizen_was_asked_for(subject: str | None) -> None:
    assert run(match_hinted_citizen(about(session(), hinted_subject=subject))) is None


def test_another_citizen_has_to_sign_in() -> None:
    assert isinstance(run(match_hinted_citizen(about(session(), hinted_subject="x"))), LoginNeeded)


def test_another_citizen_who_has_just_signed_in_is_not_the_answer() -> None:
    fresh = session(authorization=digest("authorization"))
    with pytest.raises(LoginRequiredError):
        run(match_hinted_citizen(about(fresh, hinted_subject="x")))


def test_the_subject_of_another_sector_is_another_citizen() -> None:
    elsewhere = pairwise_subject(SECRET, "health", CITIZEN.id)
    outcome = run(match_hinted_citizen(about(session(), hinted_subject=elsewhere)))
    assert isinstance(outcome, LoginNeeded)


@pytest.mark.parametrize("hint", [None, CITIZEN.national_number])
def test_no_hint_or_the_hint_of_this_citizen_changes_nothing(hint: str | None) -> None:
    assert run(follow_login_hint(about(session(), login_hint=hint))) is None


def test_the_session_of_another_person_is_not_used_silently() -> None:
    assert isinstance(run(follow_login_hint(about(session(), login_hint="ZZ999"))), LoginNeeded)


def test_who_signs_in_for_this_request_need_not_be_whom_the_hint_says() -> None:
    fresh = session(authorization=digest("authorization"))
    assert run(follow_login_hint(about(fresh, login_hint="ZZ999"))) is None


def test_a_session_of_nobody_does_not_fit_a_hint() -> None:
    ghost = session(person_id="nobody")
    hint = CITIZEN.national_number
    assert isinstance(run(follow_login_hint(about(ghost, login_hint=hint))), LoginNeeded)


@pytest.mark.parametrize(
    ("step", "guess"),
    [(match_hinted_citizen, {"hinted_subject": "x"}), (follow_login_hint, {"login_hint": "ZZ999"})],
    ids=["match_hinted_citizen", "follow_login_hint"],
)
def test_prompt_none_is_answered_instead_of_asking_for_another_citizen(
    step: Step, guess: dict[str, str]
) -> None:
    with pytest.raises(InteractionRequiredError):
        run(step(about(session(), prompt=("none",), **guess)))


@pytest.mark.parametrize(
    "guess",
    [
        {"hinted_subject": SUBJECT},
        {"hinted_subject": "wrong"},
        {"login_hint": CITIZEN.national_number},
        {"login_hint": "ZZ999"},
    ],
    ids=str,
)
def test_with_prompt_none_a_right_guess_is_answered_as_a_wrong_one(guess: dict[str, str]) -> None:
    found = about(session(), prompt=("none",), **guess)
    errors = []
    for step in (match_hinted_citizen, follow_login_hint, recall_consent):
        try:
            run(step(found))
        except ProtocolError as error:
            errors.append((type(error), error.description))
    assert errors[0] == (
        InteractionRequiredError,
        "the citizen has to sign in or to be asked",
    )
