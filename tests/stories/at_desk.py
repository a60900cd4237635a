"""An agent who uses the desk without a browser: pages are fetched, forms are filled in and posted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Final

import httpx

from sportello.cli.demo import PASSWORD

ASKED: Final = re.compile(r'name="asked" value="([^"]+)"')
"""The keys of what an answer leaves open, as the page asks about them."""


class _Forms(HTMLParser):
    """The forms of a page: action -> its hidden fields. A button that posts elsewhere makes a form of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._fields = self.found.setdefault(given.get("action") or "", {})
        elif tag == "input" and given.get("type") == "hidden":
            self._fields[given.get("name") or ""] = given.get("value") or ""
        elif tag == "button" and (elsewhere := given.get("formaction")):
            self.found[elsewhere] = self._fields


@dataclass
class AtDesk:
    """Somebody at the desk of the house at `url`. Every method raises `httpx.HTTPError` when the house does not answer
    or answers with an error."""

    url: str
    browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = httpx.Client(base_url=self.url, timeout=30, follow_redirects=True, trust_env=False)

    def moves_to(self, url: str) -> None:
        """Go on at another address, still signed in (cookies do not tell ports apart)."""
        self.url = url
        self.browser.base_url = httpx.URL(url)

    def sign_in(self, email: str = "ben@casalume.example") -> None:
        """Sign in with the demo's password."""
        page = self._page("/session")
        assert self._fill(page, "/session", email=email, password=PASSWORD).url.path != "/session"

    def answer(self, ticket: int, text: str) -> None:
        """Answer the ticket as its page offers it; of what the house calls open say that the text answers it."""
        path = f"/tickets/{ticket}"
        page = self._page(path)
        sent = self._post(page, f"{path}/messages", text=text, then="stay")
        if asked := ASKED.findall(sent.text) if sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY else []:
            decided = {f"decide-{key}": "answered" for key in asked}
            sent = self._post(page, f"{path}/messages", text=text, then="stay", asked=asked, **decided)
        sent.raise_for_status()

    def say_it_was_sent(self, ticket: int, outbox: int) -> None:
        """Settle an uncertain answer: it did reach the server."""
        self._fill(self._page(f"/tickets/{ticket}"), f"/outbox/{outbox}/settlement", **{"as": "sent"})

    def send_again(self, ticket: int, outbox: int) -> None:
        """Settle an uncertain answer: it did not, so once more."""
        self._fill(self._page(f"/tickets/{ticket}"), f"/outbox/{outbox}/retry")

    def _page(self, path: str) -> str:
        return self.browser.get(path).raise_for_status().text

    def _fill(self, page: str, action: str, **typed: str) -> httpx.Response:
        return self._post(page, action, **typed).raise_for_status()

    def _post(self, page: str, action: str, **typed: str | list[str]) -> httpx.Response:
        forms = _Forms()
        forms.feed(page)
        found = next((each for each in forms.found if each.partition("?")[0] == action), None)
        assert found is not None, f"the page has no form for {action}, only {sorted(forms.found)}"
        given: Mapping[str, str | list[str]] = {**forms.found[found], **typed}
        return self.browser.post(found, data=given, headers={"Origin": self.url})
