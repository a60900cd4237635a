"""A stranger's mail in a real browser: styled, with its own picture, and without a word to anybody else."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from sportello.accounts.testing import ada

from .letters import mail, message

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HTML = (
    '<p onclick="document.title=1">Hello</p><img src="cid:lamp@posta" alt="lamp" width="20">'
    '<img src="http://tracker.example/shop.png" alt="shop" width="300">'
)


def test_it_shows_a_mail_with_its_own_picture_and_asks_nobody_else(desk: "Callable[..., Page]", now: datetime) -> None:
    number = message(mail("See the picture, please: my lamp is broken.", now=now, html=HTML, picture="lamp@posta"), now)
    page = desk(ada(), f"/messages/{number.pk}/original")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_function("document.querySelector('img[alt=lamp]').naturalWidth === 1")
    assert page.evaluate("getComputedStyle(document.body).margin") == "16px"
    assert not [url for url in asked if "tracker.example" in url]
    assert page.evaluate("self.origin") == "null"
