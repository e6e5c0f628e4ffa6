"""What is said of a photo, by what is wrong with it."""

import io
from hashlib import sha256

import pytest
from PIL import Image

from photos import jpeg, photo, png
from thiqa.counter.catalogue import Field, FileKind, PhotoKind
from thiqa.counter.uploads import photo as say
from thiqa.counter.uploads.errors import FileRefusedError
from thiqa.counter.uploads.looking import EMPTY, OTHER_KIND, TOO_LARGE, check_size, look_at
from thiqa.counter.uploads.photo import cut_photo, faults_of_photo
from thiqa.web import Language

TEXTS = dict.fromkeys(Language, "x")
PHOTO = Field("photo", PhotoKind(2_000_000), TEXTS, None, required=True)
PROOF = Field(
    "proof", FileKind(("application/pdf", "image/png"), 100_000), TEXTS, None, required=True
)


def test_a_good_photo_is_good() -> None:
    assert faults_of_photo(photo()) == ()


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (photo(size=(900, 900)), say.WRONG_SHAPE),
        (photo(size=(350, 450)), say.TOO_SMALL),
        (photo(light=0.25), say.TOO_DARK),
        (photo(light=2.5), say.TOO_BRIGHT),
        (photo(blur=12), say.NOT_SHARP),
        (photo(busy=True), say.NOT_PLAIN),
        (photo(wall=(70, 72, 75)), say.DARK_BACKGROUND),
        (photo(grey=True), say.NO_COLOUR),
        (Image.new("RGB", (700, 900), (150, 140, 160)), say.TOO_FLAT),
    ],
)
def test_each_fault_is_said(picture: Image.Image, expected: str) -> None:
    assert expected in faults_of_photo(picture)


def test_a_photo_of_three_to_four_is_cut_to_its_shape() -> None:
    cut = cut_photo(photo(size=(900, 1200)))
    assert cut.size == (827, 1063)
    assert faults_of_photo(photo(size=(900, 1200))) == ()


def kept(field: Field, data: bytes) -> tuple[str, Image.Image]:
    found = look_at(field, data, sha256(data).digest())
    return found.media_type, Image.open(io.BytesIO(found.data))


def test_nothing_but_the_pixels_of_a_photo_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SPECIMEN-CAMERA"
    exif.get_ifd(0x8825)[2] = (34.0, 1.0, 1.0)
    sent = jpeg(photo(), exif=exif, comment=b"where I live")
    assert b"SPECIMEN-CAMERA" in sent
    media_type, picture = kept(PHOTO, sent)
    assert media_type == "image/jpeg"
    assert dict(picture.getexif()) == {}
    assert "comment" not in picture.info
    assert picture.info["dpi"] == (600, 600)


def test_a_photo_stands_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = photo().rotate(90, expand=True)
    _, picture = kept(PHOTO, jpeg(lying, exif=exif))
    assert picture.width < picture.height


def test_a_picture_of_a_document_is_kept_without_its_transparency() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    media_type, picture = kept(PROOF, png(clear))
    assert media_type == "image/jpeg"
    assert picture.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", EMPTY),
        (b"x" * 100_001, TOO_LARGE),
        (b"<svg/>", OTHER_KIND),
        (jpeg(photo(size=(70, 90))), OTHER_KIND),
    ],
)
def test_what_a_field_does_not_take_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(FileRefusedError, match=f"^{fault}$"):
        kept(PROOF, data)


def test_a_size_is_refused_before_the_file_comes() -> None:
    check_size(PROOF, 100_000)
    with pytest.raises(FileRefusedError):
        check_size(PROOF, 100_001)
