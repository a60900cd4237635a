"""The browser's side, in a real Chromium under the policy of the real pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from sportello.core.live.tests.town import Town, until

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NO_SHARED_WORKER = "delete window.SharedWorker;"


@contextmanager
def browsing(town: Town, script: str = "") -> Iterator[BrowserContext]:
    """Ada's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context()
        context.add_cookies([{"name": "who", "value": "ada", "url": town.running.url}])
        context.add_init_script(script)
        try:
            yield context
        finally:
            browser.close()


def tab(context: BrowserContext, town: Town) -> Page:
    """A new tab whose stream stands; what breaks the policy or fails ends the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: _no_violation(said.text))
    page.goto(town.running.url, wait_until="load")
    page.wait_for_selector('html[data-live="on"]')
    return page


def _no_violation(text: str) -> None:
    assert "Content Security Policy" not in text


def hears(page: Page, what: int | str) -> bool:
    """Whether the page has heard, or hears within seconds, of a ticket or a topic."""
    page.wait_for_selector(f'html[data-heard~="{what}"]', timeout=30000)
    return True


def test_it_tells_nine_tabs_over_one_stream(town: Town) -> None:
    with browsing(town) as context:
        tabs = [tab(context, town) for _ in range(9)]
        assert len(town.stream.hub.subscriptions) == 1
        town.publish(ticket=7)
        assert all(hears(each, 7) for each in tabs)
        # Pages still load: no connection is used up.
        tabs[8].reload(timeout=30000)
        tabs[8].wait_for_selector('html[data-live="on"]')
        for each in tabs[:8]:
            each.close()
        town.publish(ticket=8)
        assert hears(tabs[8], 8)


def test_it_gives_tabs_without_a_shared_worker_a_stream_while_they_are_seen(town: Town) -> None:
    with browsing(town, NO_SHARED_WORKER) as context:
        page = tab(context, town)
        town.publish(ticket=7)
        assert hears(page, 7)
        page.evaluate(HIDE)
        until_in(page, lambda: not town.stream.hub.subscriptions)
        town.publish(ticket=8)
        page.evaluate(SHOW)
        assert hears(page, 8)


def test_it_tells_what_happened_while_a_page_was_loading(town: Town) -> None:
    with browsing(town, DELAYED) as context:
        first = tab(context, town)
        late = context.new_page()
        late.goto(town.running.url, wait_until="load")
        first.wait_for_timeout(200)
        town.publish(ticket=7)
        assert hears(first, 7)
        assert hears(late, 7)


def test_it_shows_the_loss_of_the_stream_and_fetches_anew_afterwards(town: Town) -> None:
    with browsing(town) as context:
        page = tab(context, town)
        for each in town.stream.hub.subscriptions:
            each.end()
        page.wait_for_selector('html[data-live="off"]')
        page.wait_for_selector('html[data-live="on"]')
        assert hears(page, "resync")


def test_it_does_not_ask_in_vain_too_often_and_comes_back(town: Town) -> None:
    with browsing(town) as context:
        page = tab(context, town)
        town.signed_in.remove("ada")
        for each in town.stream.hub.subscriptions:
            each.end()
        page.wait_for_selector('html[data-live="off"]')
        asked = count_requests(town)
        page.wait_for_timeout(4500)
        assert asked() <= 5
        town.signed_in.add("ada")
        page.wait_for_selector('html[data-live="on"]', timeout=20000)


def count_requests(town: Town) -> Any:
    """A function that says how often the stream has been asked for from now on."""
    asked = [0]
    before = town.stream._authenticate

    async def counting(scope: Any) -> Any:
        asked[0] += 1
        return await before(scope)

    town.stream._authenticate = counting
    return lambda: asked[0]


def until_in(page: Page, condition: Any) -> None:
    """`until`, with the browser going on meanwhile."""

    def asked() -> bool:
        page.wait_for_timeout(50)
        return bool(condition())

    until(asked)


HIDE = """Object.defineProperty(document, "hidden", {value: true, configurable: true});
document.dispatchEvent(new Event("visibilitychange"))"""
SHOW = HIDE.replace("true, conf", "false, conf")
# The second tab says hello a second after its page was made.
DELAYED = """if (location.protocol === "http:") {
  const post = MessagePort.prototype.postMessage;
  let held = true;
  MessagePort.prototype.postMessage = function (data) {
    if (data.hello && held) { held = false; const from = performance.now();
      setTimeout(() => post.call(this, {...data, age: data.age + performance.now() - from}), 700); }
    else post.call(this, data);
  };
}"""
