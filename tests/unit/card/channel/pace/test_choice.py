"""Which of what a chip offers a terminal takes."""

import pytest

from thiqa.card.channel.pace import Mapping, PacePolicy, choose, offered
from thiqa.card.channel.pace.protocols import PROTOCOLS
from thiqa.card.data_groups.security_info import PACE_PROTOCOLS, PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos

PACE = "0.4.0.127.0.7.2.2.4"


def infos(*offers: tuple[str, int]) -> SecurityInfos:
    return SecurityInfos(
        pace=tuple(PaceInfo(f"{PACE}.{arcs}", parameter_id=number) for arcs, number in offers)
    )


def test_every_form_that_is_read_is_known() -> None:
    assert PROTOCOLS.keys() == PACE_PROTOCOLS
    assert len(PROTOCOLS) == 19
    assert PROTOCOLS[f"{PACE}.6.4"].name == "PACE-ECDH-CAM-AES-256"
    assert PROTOCOLS[f"{PACE}.1.1"].name == "PACE-DH-GM-3DES"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("6.2", 13), ("2.4", 13)),
        (("2.2", 13), ("4.4", 13)),
        (("2.2", 12), ("1.4", 2)),
        (("2.4", 12), ("2.2", 12)),
        (("2.2", 12), ("2.1", 18)),
        (("2.4", 18), ("2.4", 12)),
    ],
    ids=["CAM", "GM before IM", "curves before numbers", "AES-256", "AES before 3DES", "larger"],
)
def test_the_better_is_chosen_whatever_the_order(
    better: tuple[str, int], worse: tuple[str, int]
) -> None:
    for offers in (infos(better, worse), infos(worse, better)):
        choice = choose(offers, PacePolicy())
        assert (choice.protocol.identifier, choice.parameter_id) == (
            f"{PACE}.{better[0]}",
            better[1],
        )


def test_a_policy_orders_as_it_likes() -> None:
    offers = infos(("6.2", 13), ("4.2", 13), ("2.2", 13))
    policy = PacePolicy(mappings=(Mapping.INTEGRATED, Mapping.GENERIC))
    assert choose(offers, policy).protocol.mapping is Mapping.INTEGRATED


def test_one_group_for_all_forms_needs_no_telling() -> None:
    assert not choose(infos(("6.2", 13), ("2.2", 13)), PacePolicy()).ambiguous
    assert choose(infos(("6.2", 13), ("2.2", 12)), PacePolicy()).ambiguous


def test_what_is_offered_keeps_its_order() -> None:
    names = [choice.name for choice in offered(infos(("2.2", 12), ("4.2", 10), ("1.3", 0)))]
    assert names == ["PACE-ECDH-GM-AES-128 over secp256r1", "PACE-DH-GM-AES-192 over MODP_1024_160"]
