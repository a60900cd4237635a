"""Questions that ask the same, in five languages, by the encoder that is used for real."""

import numpy as np

from sportello.insights.writing.clustering import Groups, settled, taken_in
from sportello.insights.writing.meaning import meanings

KINDS = {
    "bulb": (
        "which bulb do I need for the lamp and how do I swap it?",
        "che lampadina ci va e come la cambio?",
        "Welches Leuchtmittel passt, und wie wechsle ich es?",
        "quelle ampoule faut-il et comment la changer ?",
        "¿qué bombilla lleva y cómo se cambia?",
    ),
    "wall": (
        "what plugs do I use to fix the shelf to a plasterboard wall?",
        "che tasselli uso per fissare la mensola al cartongesso?",
        "Welche Dübel nehme ich, um das Regal an der Rigipswand zu befestigen?",
        "quelles chevilles pour fixer l'étagère sur du placo ?",
        "¿qué tacos uso para fijar el estante a una pared de pladur?",
    ),
    "descale": (
        "how often should I descale the coffee machine and with what?",
        "ogni quanto va decalcificata la macchina del caffè e con che prodotto?",
        "Wie oft muss ich die Kaffeemaschine entkalken und womit?",
        "à quelle fréquence détartrer la cafetière, et avec quoi ?",
        "¿cada cuánto hay que descalcificar la cafetera y con qué?",
    ),
}


def test_it_puts_together_what_asks_the_same_whatever_the_language() -> None:
    asked = [
        (kind, text) for texts in zip(*KINDS.values(), strict=True) for kind, text in zip(KINDS, texts, strict=True)
    ]
    rows = meanings([text for _kind, text in asked])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    taken = taken_in(rows, Groups(np.zeros((0, rows.shape[1]), np.float32)))
    labels = settled(rows, taken.labels, taken.groups).labels
    found = {
        kind: {int(label) for (each, _text), label in zip(asked, labels, strict=True) if each == kind} for kind in KINDS
    }
    assert all(len(groups) == 1 for groups in found.values()), found
    assert len(set.union(*found.values())) == len(KINDS)


def test_it_has_no_rows_for_no_texts() -> None:
    assert len(meanings([])) == 0
