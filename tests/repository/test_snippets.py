"""What the guides show of a program is what the program says, between the marks of its file."""

import re
import textwrap
from pathlib import Path

import pytest

from repository.tree import ROOT, documents

SHOWN = re.compile(r"^<!-- (examples/\S+): ([a-z-]+) -->\n```\w+\n(.*?)\n```$", re.M | re.S)
MARKED = re.compile(r"^[ \t]*(?:#|//) \[([a-z-]+)\]$", re.M)
LANGUAGES = ("python", "javascript", "php", "java")


def snippets() -> list[tuple[Path, str, str, str]]:
    """Return document, file, mark and text of every snippet."""
    return [
        (document, *found)
        for document in documents()
        for found in SHOWN.findall(document.read_text())
    ]


def between_marks(file: str, mark: str) -> str:
    """Return what stands between the marks of a file, without its indentation."""
    form = rf"^[ \t]*(?:#|//) \[{mark}\]\n(.*?)^[ \t]*(?:#|//) \[/{mark}\]$"
    (found,) = re.findall(form, (ROOT / file).read_text(), re.M | re.S)
    return textwrap.dedent(found).strip("\n")


@pytest.mark.parametrize(
    ("document", "file", "mark", "text"),
    [pytest.param(*each, id=f"{each[0].stem}: {each[2]}") for each in snippets()],
)
def test_a_snippet_is_what_its_file_says(document: Path, file: str, mark: str, text: str) -> None:
    assert text == between_marks(file, mark), f"{document.name} shows another text than {file}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_part_of_an_example_is_shown(language: str) -> None:
    shown = {(file, mark) for _, file, mark, _ in snippets()}
    (service,) = (ROOT / "examples" / language).glob("[sS]ervice.*")
    marks = MARKED.findall(service.read_text())
    assert marks
    name = str(service.relative_to(ROOT))
    assert {mark for file, mark in shown if file == name} == set(marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_page_in_the_guide(language: str) -> None:
    guide = (ROOT / "docs" / "guides" / "service-developer.md").read_text()
    assert f"(service-in-{language}.md)" in guide
