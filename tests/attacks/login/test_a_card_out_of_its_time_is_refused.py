"""A card that has expired, one that is not valid yet, and authorities out of their time."""

import pytest

from authorities import DAY, NOW, ca_extensions, certify, holder_extensions
from card_logins import card_of, issue_card, log_in, site
from thiqa.login.errors import CardExpiredError, CardNotTrustedError, CardNotYetValidError
from thiqa.pki import TrustAnchors


def test_an_expired_card_is_refused() -> None:
    with pytest.raises(CardExpiredError):
        log_in(site(), issue_card(not_before=NOW - 2 * DAY, not_after=NOW - 1))


def test_a_card_of_the_future_is_refused() -> None:
    with pytest.raises(CardNotYetValidError):
        log_in(site(), issue_card(not_before=NOW + 1))


@pytest.mark.parametrize("period", [{"not_after": NOW - 1}, {"not_before": NOW + 1}])
def test_a_card_of_an_authority_out_of_its_time_is_refused(period: dict[str, int]) -> None:
    root = certify(issue_card().certificate.issuer, ca_extensions(), **period)
    anchors = TrustAnchors((root.certificate,))
    with pytest.raises(CardNotTrustedError):
        log_in(site(anchors=anchors), card_of(root, holder_extensions()))
