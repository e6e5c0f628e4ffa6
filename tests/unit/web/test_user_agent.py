"""Of a User-Agent header only the family of browser and system is told."""

import pytest

from thiqa.web.user_agent import BROWSERS, SYSTEMS, UNKNOWN, device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
KNOWN = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36": (
        "chrome/windows"
    ),
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0": (
        "edge/windows"
    ),
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0 Safari/537.36 OPR/120.0": "opera/linux",
    f"Mozilla/5.0 (Linux; Android 16; SM-S938B) {WEBKIT} SamsungBrowser/29.0 Chrome/136.0 Mobile "
    "Safari/537.36": "samsung/android",
    "Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0": "firefox/android",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": (
        "firefox/linux"
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/19.0 Mobile/15E148 Safari/604.1": "safari/ios",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1": "chrome/ios",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Safari/605.1.15": "safari/macos",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0 Safari/537.36": (
        "chrome/chromeos"
    ),
}


@pytest.mark.parametrize(("header", "device"), KNOWN.items())
def test_common_browsers_are_known(header: str, device: str) -> None:
    assert device_of(header) == device


@pytest.mark.parametrize("header", [None, "", "curl/8", "é" * 9, "\x00", "firefox windows nt"])
def test_anything_else_is_other(header: str | None) -> None:
    assert device_of(header) == f"{UNKNOWN}/{UNKNOWN}"


def test_a_long_header_is_not_read_to_its_end() -> None:
    assert device_of("x" * 512 + "Firefox/140.0 (X11; Linux)") == f"{UNKNOWN}/{UNKNOWN}"


def test_what_is_stored_is_of_the_tables() -> None:
    for header in KNOWN:
        browser, system = device_of(header).split("/")
        assert browser in BROWSERS
        assert system in SYSTEMS
