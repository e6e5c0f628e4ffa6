import pytest

from thiqa.web import Language, negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", Language.FR),
        ("fr-MA,fr;q=0.9,en;q=0.8", Language.FR),
        ("de, en;q=0.5, fr;q=0.7", Language.FR),
        ("en;q=0, fr;q=0.1", Language.FR),
        ("zgh-Tfng-MA", Language.ZGH),
        ("tzm", Language.ZGH),
        ("ary,en", Language.AR),
        ("AR-ma", Language.AR),
        ("EN ; q=0.9", Language.EN),
        ("fr;q=0.8;x=y, en;q=0.7", Language.FR),
    ],
)
def test_the_browsers_preference_is_followed(header: str, language: Language) -> None:
    assert negotiate(accept_language=header) == language


@pytest.mark.parametrize(
    "header",
    [
        "",
        "de,es",
        "*",
        "fr;q=0",
        "fr;q=2x",
        "fr;q=0.1234",
        "fr;q=-1",
        "fr;q",
        ";;,,;q=",
        "fr;q=٠.٩",
    ],
)
def test_what_says_nothing_gives_the_first_language(header: str) -> None:
    assert negotiate(accept_language=header) == Language.AR


def test_equal_weights_keep_their_order() -> None:
    assert negotiate(accept_language="en;q=0.5,fr;q=0.5") == Language.EN


def test_a_choice_comes_before_the_service_and_the_service_before_the_browser() -> None:
    assert negotiate(query="en", cookie="fr", ui_locales="ar") == Language.EN
    assert negotiate(cookie="fr", ui_locales="ar", accept_language="en") == Language.FR
    assert negotiate(ui_locales="de zgh ar", accept_language="en") == Language.ZGH
    assert negotiate(query="xx", cookie="EN", accept_language="fr") == Language.FR


def test_no_more_of_a_header_is_read_than_its_limit() -> None:
    assert negotiate(accept_language="de," * 20 + "fr") == Language.AR
    assert negotiate(accept_language="d" * 500 + ",fr") == Language.AR
    assert negotiate(ui_locales="de " * 20 + "fr") == Language.AR


def test_arabic_alone_runs_from_right_to_left() -> None:
    assert [language.direction for language in Language] == ["rtl", "ltr", "ltr", "ltr"]
