"""The time to answer, as a marketplace's mail states it."""

import pytest

from sportello.channels.mail.clocks import hours_stated


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Please respond within 48 hours.", 48),
        ("Ti preghiamo di rispondere entro 24 ore.", 24),
        ("Bitte antworten Sie innerhalb von 72 Stunden.", 72),
        ("Merci de répondre sous 2 jours (48 heures).", 48),
        ("Dispones de 3 días para responder.", 72),
        ("You have 10 calendar days to reply.", 240),
        ("Answer within 24-48 hours.", 48),
        ("The refund takes 3-5 business days until it is credited.", None),
        ("No time is named.", None),
    ],
)
def test_it_finds_the_hours_that_the_mail_gives(text: str, hours: int | None) -> None:
    assert hours_stated(text) == hours
