"""What a marketplace's own mail is about, where the same words stand in different kinds."""

import pytest

from sportello.channels.inbound import MailKind
from sportello.channels.mail.kinds.notices import Notice, notice_kind, opted_out

ORDER = ("206-1111111-2222222",)


@pytest.mark.parametrize(
    ("subject", "body", "sender", "kind"),
    [
        (
            "A buyer needs help",
            "We have been contacted by a customer. Answer within 48 hours, or the buyer may file an A-to-z claim.",
            "cust.service01",
            MailKind.SERVICE_NOTICE,
        ),
        (
            "Return requested",
            "The buyer wants to return an item. Refund after receipt.",
            "donotreply",
            MailKind.RETURN_REQUEST,
        ),
        ("Refund issued for your order", "Reason: customer return.", "donotreply", MailKind.REFUND_NOTICE),
        ("A-to-z claim received", "A customer has filed a claim. Refund or respond.", "atoz", MailKind.CLAIM),
        ("A-to-z claim closed in your favour", "The claim was decided.", "atoz", MailKind.MARKETPLACE_MAIL),
        ("Cancellation request", "The buyer asked to cancel the order.", "donotreply", MailKind.MARKETPLACE_MAIL),
    ],
)
def test_it_tells_kinds_apart_that_speak_of_one_another(subject: str, body: str, sender: str, kind: MailKind) -> None:
    assert notice_kind(Notice(subject, body, sender, ORDER)) is kind


@pytest.mark.parametrize(
    "subject",
    [
        "Changes to our refund policy",
        "Novità sui resi e rimborsi",
        "Neuerungen bei Rücksendungen",
        "Changements des retours",
    ],
)
def test_it_takes_news_about_policies_for_marketplace_mail(subject: str) -> None:
    assert (
        notice_kind(Notice(subject, "From March on refunds and returns are handled faster."))
        is MailKind.MARKETPLACE_MAIL
    )


def test_it_knows_that_a_buyer_wants_no_messages() -> None:
    assert opted_out("The buyer has chosen to opt out of unsolicited messages.")
    assert not opted_out("The attachment was too large.")
