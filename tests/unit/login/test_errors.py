import inspect
from pathlib import Path

import pytest

from thiqa import web
from thiqa.login import errors
from thiqa.login.errors import LoginError
from thiqa.login.web_eid import REFUSALS
from thiqa.pki import CertificateError
from thiqa.web import load_catalogues, translate

LEAVES = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, LoginError) and not error.__subclasses__()
]


@pytest.mark.parametrize("error", LEAVES)
def test_every_refusal_has_a_code_and_tells_the_person_what_to_do_in_each_language(
    error: type[LoginError],
) -> None:
    assert error.code
    frame = Path(web.__file__).parent / "locale"
    for catalogue in load_catalogues([frame]).values():
        assert translate(catalogue, error.problem.title)
        assert translate(catalogue, error.problem.advice)


def test_no_two_refusals_share_a_code() -> None:
    assert len({error.code for error in LEAVES}) == len(LEAVES)


def test_every_refusal_is_in_the_tree_of_the_docstring() -> None:
    for error in LEAVES:
        assert error.__name__ in (errors.__doc__ or "")


def test_every_fault_of_a_certificate_has_its_refusal() -> None:
    assert set(REFUSALS) == set(CertificateError.__subclasses__())
