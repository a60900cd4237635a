"""Labelled fields and the buyer's words in them."""

import pytest

from sportello.channels.mail.fields import comment, comment_in_table, fields


def test_it_reads_values_beside_and_below_their_labels() -> None:
    text = "Order: 1\n- Reason: broken\n\nDetails:\nIt hums.\nLoudly.\n\n--------\nFoot: x"
    assert fields(text) == [("Order", "1"), ("Reason", "broken"), ("Details", "It hums.\nLoudly."), ("Foot", "x")]


@pytest.mark.parametrize(
    "label",
    [
        "Details",
        "Commento del cliente",
        "Kommentar des Käufers",
        "Commentaire de l'acheteur",
        "Comentarios del cliente",
    ],
)
def test_it_finds_the_buyers_words_behind_a_label_of_five_languages(label: str) -> None:
    assert comment(f"Reason: x\n{label}: It hums.\n\nAnswer soon: yes") == "It hums."


def test_it_finds_the_buyers_words_in_a_table() -> None:
    table = (
        "<table><tr><th>Item</th><th>Customer comments</th></tr><tr><td>Lamp</td><td>It <b>hums</b>.</td></tr></table>"
    )
    assert comment_in_table(table) == "It hums ."
    assert comment_in_table("<tr><td>Buyer comments</td><td>It hums.</td></tr>") == "It hums."
    assert comment_in_table("<p>no table</p>") == ""
