"""Work that the worker does for the accounts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sportello.accounts import letters


@app.task(name="accounts.send_reset_link", retry=3)
def send_reset_link(email: str, base_url: str) -> None:
    """Mail a link for a new password, if the address is somebody's.

    It is looked up here and not in the request, so that the answer takes the same time for everybody.
    """
    letters.send_reset_link(email=email, base_url=base_url, now=timezone.now())
