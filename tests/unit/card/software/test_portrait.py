"""Portraits of nobody: of the format that was asked for, the same for the same name."""

import io

import pytest
from PIL import Image

from thiqa.card.data_groups.images import ImageFormat, image_format
from thiqa.card.software.portrait import SIZE, draw_portrait


@pytest.mark.parametrize("image", [ImageFormat.JPEG, ImageFormat.JPEG_2000])
def test_a_portrait_is_a_picture_of_the_format_and_fits_a_card(image: ImageFormat) -> None:
    drawn = draw_portrait("adult", image)
    assert image_format(drawn) is image
    assert Image.open(io.BytesIO(drawn)).size == SIZE
    assert len(drawn) < 20_000


def test_a_name_has_one_portrait_and_another_name_another() -> None:
    assert draw_portrait("adult") == draw_portrait("adult") != draw_portrait("minor")


def test_a_portrait_says_in_red_that_it_is_a_specimen() -> None:
    picture = Image.open(io.BytesIO(draw_portrait("adult", ImageFormat.JPEG)))
    foot = picture.convert("RGB").crop((0, SIZE[1] - 50, SIZE[0], SIZE[1]))
    colours = [colour for _, colour in foot.getcolors(1 << 24)]
    assert any(red > 120 and green < 80 for red, green, _ in colours)


def test_a_format_that_portraits_do_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="wsq"):
        draw_portrait("adult", ImageFormat.WSQ)
