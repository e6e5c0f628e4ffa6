"""The files of a request, sent by a citizen's browser."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from counter_site import Browser

CARD = "renouvellement-carte"
PIECE = 5_000


@dataclass
class Photo:
    """The field for the photo, in a draft to renew the card."""

    browser: Browser
    page: str

    @property
    def url(self) -> str:
        """Where the file is."""
        return f"{self.page}/files/photo"

    @property
    def headers(self) -> dict[str, str]:
        """Where forms come from."""
        return {"origin": self.browser.site}

    def send(self, data: bytes, name: str = "me.jpg") -> httpx.Response:
        """Send the whole file in a form, as without a script."""
        files = {"f.photo": (name, data, "image/jpeg")}
        return self.browser.http.post(self.url, files=files, headers=self.headers)

    def announce(self, data: bytes, name: str = "me.jpg") -> httpx.Response:
        """Say which file comes."""
        form = {"name": name, "size": str(len(data)), "digest": hashlib.sha256(data).hexdigest()}
        return self.browser.http.post(f"{self.url}/announced", data=form, headers=self.headers)

    def piece(self, start: int, data: bytes) -> httpx.Response:
        """Send a piece."""
        headers = {
            **self.headers,
            "upload-offset": str(start),
            "content-type": "application/octet-stream",
        }
        return self.browser.http.patch(f"{self.url}/pieces", content=data, headers=headers)

    def look(self) -> str:
        """Return the page of the request."""
        return self.browser.get(self.page).text

    def get(self) -> httpx.Response:
        """Ask for the file."""
        return self.browser.get(self.url)


def photo_field(browser: Browser) -> Photo:
    """Sign in, begin to renew the card, and return the field for the photo."""
    begun = browser.get(browser.log_in(CARD).headers["location"])
    assert begun.status_code == 303, begun.text
    return Photo(browser, urlsplit(begun.headers["location"]).path)
