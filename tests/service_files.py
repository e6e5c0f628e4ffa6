"""Files of services for tests: one of ours with something replaced in it, and a new one."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from thiqa.counter.catalogue import Body, CatalogueFault, CatalogueFaultError, Service
from thiqa.counter.catalogue.loading import BODIES_FILE, OUR_FOLDER, load_bodies, read_service

FILE = "fiche-anthropometrique.yaml"
GUIDE = Path(__file__).parents[1] / "docs" / "guides" / "catalogue.md"
SEVENTH = "carte-lecteur"


def with_a_seventh(folder: Path) -> Path:
    """Make a folder of our services, with the one of the guide in it; return it."""
    shutil.copytree(OUR_FOLDER, folder)
    (text,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (folder / f"{SEVENTH}.yaml").write_text(text, "utf-8")
    return folder


def bodies() -> Mapping[str, Body]:
    """Return our bodies."""
    return load_bodies(OUR_FOLDER / BODIES_FILE)


def text_with(*replacements: tuple[str, str]) -> str:
    """Return the file with the first occurrence of some texts replaced."""
    text = (OUR_FOLDER / FILE).read_text("utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(text: str, file: str = FILE) -> Service:
    """Read a service."""
    return read_service(file, text.encode(), bodies())


def faults_of(text: str, file: str = FILE) -> tuple[CatalogueFault, ...]:
    """Return what is wrong with a file; nothing is wrong: ()."""
    try:
        read(text, file)
    except CatalogueFaultError as error:
        return error.faults
    return ()


def line_of(text: str, piece: str) -> int:
    """Return the line on which a piece of a text is."""
    return text[: text.index(piece)].count("\n") + 1
