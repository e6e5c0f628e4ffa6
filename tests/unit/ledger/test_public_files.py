"""The paths of tiles and bundles, and what is in a bundle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.ledger.errors import PublicFileError
from thiqa.ledger.public_files import (
    PublicFile,
    decode_bundle,
    encode_bundle,
    parse_public_path,
)
from thiqa.ledger.tiles import TileId

FILES = st.builds(
    PublicFile,
    st.builds(TileId, st.integers(0, 63), st.integers(0, 2**55)),
    st.integers(1, 256),
) | st.builds(
    PublicFile,
    st.builds(TileId, st.just(0), st.integers(0, 2**55)),
    st.integers(1, 256),
    st.just(True),
)


@given(FILES)
def test_a_path_names_its_file(file: PublicFile) -> None:
    if len(file.path) <= 64:
        assert parse_public_path(file.path) == file


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("tile/0/000", PublicFile(TileId(0, 0))),
        ("tile/1/x001/x234/067", PublicFile(TileId(1, 1_234_067))),
        ("tile/2/000.p/17", PublicFile(TileId(2, 0), 17)),
        ("tile/entries/x001/000.p/255", PublicFile(TileId(0, 1_000), 255, is_bundle=True)),
    ],
)
def test_the_examples_of_the_specification(path: str, file: PublicFile) -> None:
    assert parse_public_path(path) == file


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0660",
        "tile/entries/000.p/0",
        "tile/0/../0/000",
        "tile/0/" + "x999/" * 20 + "999",
    ],
)
def test_another_spelling_names_nothing(path: str) -> None:
    with pytest.raises(PublicFileError):
        parse_public_path(path)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_its_leaves_back(leaves: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(leaves)) == leaves


@given(st.binary(max_size=300))
def test_a_bundle_is_read_in_one_way_or_refused(data: bytes) -> None:
    try:
        leaves = decode_bundle(data)
    except PublicFileError:
        return
    assert encode_bundle(leaves) == data


def test_a_bundle_that_ends_within_a_length_is_refused() -> None:
    with pytest.raises(PublicFileError):
        decode_bundle(encode_bundle([b"leaf"]) + b"\x00")
