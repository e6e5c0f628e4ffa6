"""Which protocols a chip offers, read and written."""

import pytest

from thiqa.card.data_groups.asn1 import sequence, write_identifier
from thiqa.card.data_groups.errors import SecurityInfosError
from thiqa.card.data_groups.security_info import (
    ID_PACE,
    ID_PK_ECDH,
    ActiveAuthenticationInfo,
    ChipAuthenticationInfo,
    ChipPublicKeyInfo,
    EfDirInfo,
    PaceDomainInfo,
    PaceInfo,
    TerminalAuthenticationInfo,
    UnknownInfo,
)
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos

ECDH_GM_AES_128 = f"{ID_PACE}.2.2"
PACE_INFO = bytes.fromhex("3012060A04007F0007020204020202010202010D")
"""ICAO 9303-11, appendix G.1."""
CHIP_KEY_INFO = bytes.fromhex(
    "3062060904007F0007020201023052300C060704007F0007010202010D034200041872709494399E7470A6431B"
    "E25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6"
    "E7A4A08F68E16F02010D"
)
"""ICAO 9303-11, appendix I.1."""

EVERY_KIND = SecurityInfos.of(
    (
        PaceInfo(ECDH_GM_AES_128, parameter_id=13),
        PaceInfo(f"{ID_PACE}.6.4", parameter_id=13),
        PaceDomainInfo(f"{ID_PACE}.2", bytes.fromhex("300C060704007F0007010202010D"), 40),
        ChipAuthenticationInfo("0.4.0.127.0.7.2.2.3.2.4", key_id=13),
        ChipPublicKeyInfo(ID_PK_ECDH, CHIP_KEY_INFO[13:-3], 13),
        ActiveAuthenticationInfo("0.4.0.127.0.7.1.1.4.1.3"),
        TerminalAuthenticationInfo(),
        TerminalAuthenticationInfo(1, 0x011C, 0x1C),
        EfDirInfo(bytes.fromhex("61094F07A0000002471001")),
        UnknownInfo("1.2.3", bytes.fromhex("300706022A030C0161")),
    )
)


def of(*entries: bytes) -> bytes:
    body = b"".join(entries)
    length = bytes((len(body),)) if len(body) < 128 else b"\x82" + len(body).to_bytes(2)
    return b"\x31" + length + body


def test_the_example_of_the_standard_is_read_and_written_byte_for_byte() -> None:
    infos = read_security_infos(of(PACE_INFO, CHIP_KEY_INFO))
    assert infos.pace == (PaceInfo(ECDH_GM_AES_128, 2, 13),)
    (key,) = infos.chip_public_keys
    assert (key.protocol, key.key_id) == (ID_PK_ECDH, 13)
    assert [info.to_bytes() for info in infos.every] == [PACE_INFO, CHIP_KEY_INFO]


def test_every_kind_is_read_as_it_was_written() -> None:
    infos = read_security_infos(EVERY_KIND.to_bytes())
    assert set(infos.every) == set(EVERY_KIND.every)
    assert len(infos.every) == len(EVERY_KIND.every) == 10
    assert infos.to_bytes() == EVERY_KIND.to_bytes()


def test_the_set_is_written_in_the_order_of_der() -> None:
    late, early = PaceInfo(f"{ID_PACE}.2.4"), PaceInfo(ECDH_GM_AES_128)
    written = SecurityInfos((late, early)).to_bytes()
    assert written == of(early.to_bytes(), late.to_bytes())


def test_a_set_that_its_issuer_did_not_sort_is_read() -> None:
    entries = (PaceInfo(f"{ID_PACE}.2.4").to_bytes(), PACE_INFO)
    assert len(read_security_infos(of(*entries)).pace) == 2


def entry(protocol: str, data: bytes) -> bytes:
    return sequence(write_identifier(protocol).to_bytes(), data)


REFUSED = {
    "nothing": b"",
    "an empty set": of(),
    "a sequence instead of the set": b"\x30" + of(PACE_INFO)[1:],
    "bytes after the set": of(PACE_INFO) + b"\x00",
    "an entry twice": of(PACE_INFO, PACE_INFO),
    "an entry that is no sequence": of(b"\x31" + PACE_INFO[1:]),
    "an entry without data": of(bytes.fromhex("300406022A03")),
    "a version that is negative": of(PACE_INFO[:-4] + bytes.fromhex("82") + PACE_INFO[-3:]),
    "a number written too long": of(b"\x30\x13" + PACE_INFO[2:-2] + bytes.fromhex("02000D")),
    "a fourth field": of(b"\x30\x15" + PACE_INFO[2:] + bytes.fromhex("020100")),
    "a version that is text": of(PACE_INFO[:-6] + b"\x0c" + PACE_INFO[-5:]),
    "a key that is no key": of(bytes.fromhex("300D060904007F0007020201023000")),
    "a length that is longer than it must be": b"\x31\x81" + of(PACE_INFO)[1:],
    "an identifier that is cut off": of(bytes.fromhex("300706022AFF020101")),
    "an identifier padded with zeros": of(bytes.fromhex("300806032A8003020101")),
    "an EF.CVCA of three bytes": of(bytes.fromhex("3014060804007F000702020202010130050403010203")),
    "more than sixty-four entries": of(*(PaceInfo("1.2", 0, at).to_bytes() for at in range(65))),
    "more bytes than a chip says": of(entry("1.2", bytes.fromhex("04824000") + bytes(0x4000))),
    "a number that is too large": of(entry(ECDH_GM_AES_128, bytes.fromhex("020A") + b"\1" * 10)),
    "a key that is DER outside alone": of(
        entry(ID_PK_ECDH, bytes.fromhex("300C300606022A03058103020005"))
    ),
    "something unknown that is no DER inside": of(entry("1.2", bytes.fromhex("30020501"))),
    "parameters without an algorithm": of(entry(f"{ID_PACE}.2", bytes.fromhex("3003020101"))),
    "parameters of three parts": of(entry(f"{ID_PACE}.2", bytes.fromhex("300906012A020101020101"))),
    "a signature that is not named": of(entry("2.23.136.1.1.5", bytes.fromhex("020101"))),
    "more than a copy of EF.DIR": of(entry("2.23.136.1.1.13", bytes.fromhex("040161020101"))),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_not_the_definition_is_refused(fault: str) -> None:
    with pytest.raises(SecurityInfosError):
        read_security_infos(REFUSED[fault])


def test_every_cut_is_refused() -> None:
    whole = EVERY_KIND.to_bytes()
    for end in range(len(whole)):
        with pytest.raises(SecurityInfosError):
            read_security_infos(whole[:end])
