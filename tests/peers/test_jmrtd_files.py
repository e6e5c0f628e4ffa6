"""Files that JMRTD has read and written again say to us what ours said to it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from peers.maven import MAX_SECONDS, java_program
from thiqa.card.data_groups.cbeff import (
    ICAO_OWNER,
    BiometricHeader,
    BiometricTemplate,
    write_templates,
)
from thiqa.card.data_groups.cbeff import (
    Encoding as Standard,
)
from thiqa.card.data_groups.com import Contents, read_com, write_com
from thiqa.card.data_groups.dg1 import read_dg1, write_dg1
from thiqa.card.data_groups.dg2 import read_dg2, write_dg2
from thiqa.card.data_groups.dg3 import read_dg3, write_dg3
from thiqa.card.data_groups.dg4 import read_dg4, write_dg4
from thiqa.card.data_groups.dg11 import PersonalDetails, read_dg11, write_dg11
from thiqa.card.data_groups.dg12 import DocumentDetails, read_dg12, write_dg12
from thiqa.card.data_groups.dg15 import read_dg15, write_dg15
from thiqa.card.data_groups.displayed_images import read_dg5, read_dg7, write_dg5, write_dg7
from thiqa.card.data_groups.face_block import write_face_block
from thiqa.card.data_groups.face_record import Face, FeaturePoint
from thiqa.card.data_groups.files import EF_COM, DataGroup
from thiqa.card.data_groups.finger_record import Finger
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.data_groups.iris_record import Iris
from thiqa.card.data_groups.mrz import read_mrz
from thiqa.card.data_groups.text_fields import FullName
from thiqa.card.software.portrait import draw_portrait

SOURCE = Path(__file__).parent / "jmrtd"
pytestmark = pytest.mark.timeout(MAX_SECONDS)

ZONES = {
    "TD1": (
        "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    ),
    "TD2": "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6",
    "TD3": (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    ),
}
PORTRAIT = draw_portrait("adult", ImageFormat.JPEG, (96, 128))
FACE = Face(PORTRAIT, ImageFormat.JPEG, 96, 128, points=(FeaturePoint(1, 0x35, 30, 50),))
WSQ = bytes.fromhex("FFA0") + bytes(30)
JPEG_2000 = draw_portrait("adult", ImageFormat.JPEG_2000, (96, 128))
KEY = (
    ec.derive_private_key(7, ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
DETAILS = PersonalDetails(
    name=FullName("نموذج بنعلي", "سلمى"),
    other_names=(FullName("Spécimen-Bénali", "Salma"), FullName("Salma")),
    personal_number="SP100001",
    date_of_birth="19900517",
    place_of_birth=("الرباط", "المغرب"),
    address=("12، زنقة النموذج", "أكدال"),
    telephone="+212 5 00 00 00 00",
    profession="مهندسة",
    title="Dr",
    summary="SPECIMEN",
    proof_of_citizenship=PORTRAIT,
    other_documents=("SP0000001", "SP0000002"),
    custody="-",
)
DOCUMENT = DocumentDetails(
    authority="SPECIMEN",
    date_of_issue="20260101",
    other_persons=(FullName("SPECIMEN", "A"),),
    endorsements="-",
    taxes="-",
    front=PORTRAIT,
    rear=PORTRAIT,
    personalised_at="20260101120000",
    personalisation_system="SP-1",
)
FACE_BLOCK = BiometricTemplate(
    BiometricHeader(ICAO_OWNER, 0x002A, kind=2, subtype=0, version=0x0101),
    Standard.ISO_39794,
    write_face_block(replace(FACE, points=())),
)

FILES: dict[str, tuple[int, bytes, Callable[[bytes], Any]]] = {
    "EF.COM": (EF_COM.identifier, write_com(Contents((DataGroup.DG1, DataGroup.DG2))), read_com),
    **{
        f"DG1, {size}": (
            DataGroup.DG1.file.identifier,
            write_dg1(read_mrz(zone)),
            read_dg1,
        )
        for size, zone in ZONES.items()
    },
    "DG2": (DataGroup.DG2.file.identifier, write_dg2((FACE,)), read_dg2),
    "DG2, ISO/IEC 39794-5": (
        DataGroup.DG2.file.identifier,
        write_templates((FACE_BLOCK,), DataGroup.DG2),
        read_dg2,
    ),
    "DG3": (
        DataGroup.DG3.file.identifier,
        write_dg3((Finger(WSQ, 2, 500, 600, 90), Finger(WSQ, 7, 500, 600)), b""),
        read_dg3,
    ),
    "DG4": (
        DataGroup.DG4.file.identifier,
        write_dg4((Iris(JPEG_2000, 1, 70), Iris(JPEG_2000, 2)), 96, 128, b""),
        read_dg4,
    ),
    "DG5": (DataGroup.DG5.file.identifier, write_dg5((PORTRAIT,)), read_dg5),
    "DG7": (DataGroup.DG7.file.identifier, write_dg7((PORTRAIT,)), read_dg7),
    "DG11": (DataGroup.DG11.file.identifier, write_dg11(DETAILS), read_dg11),
    "DG12": (DataGroup.DG12.file.identifier, write_dg12(DOCUMENT), read_dg12),
    "DG15": (DataGroup.DG15.file.identifier, write_dg15(KEY), read_dg15),
}


@pytest.fixture(scope="module")
def rewritten() -> dict[str, str]:
    """What JMRTD said when it had read each file and written it again, from one run."""
    wishes = (f"identifier={number:04X} file={file.hex()}\n" for number, file, _ in FILES.values())
    said = java_program(SOURCE, "ReadCard").run([], text="".join(wishes))
    return dict(zip(FILES, said.split(".\n")[:-1], strict=True))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_jmrtd_writes_says_what_ours_said(rewritten: dict[str, str], name: str) -> None:
    _, ours, read = FILES[name]
    assert rewritten[name].startswith("file=")
    theirs = bytes.fromhex(rewritten[name].strip().removeprefix("file="))
    assert read(theirs) == read(ours)
