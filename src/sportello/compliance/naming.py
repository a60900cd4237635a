"""The names of attached files, which the buyer reads as they read the text: judged as one is. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from sportello.compliance.catalogue import rules_for
from sportello.compliance.checks.registry import CHECKS
from sportello.compliance.judgements import Context, Problem
from sportello.compliance.written import Written

CHECKED: Final = ("email_address", "external_link", "phone_number", "unfilled_placeholder", "emoji")
"""What can be told from a name however short it is."""

MEANT: Final = ("promotion", "review_incentive", "review_positive", "diversion", "offensive")
"""What a name can mean; told only where the head is sure, since a name is no sentence."""

LONGEST: Final = 255

_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_LANGUAGE: Final = re.compile(r"(?<=[a-z0-9])[._-](?:de|it|fr|es|en|nl|pl|se|at|uk|us)$", re.IGNORECASE)
_PAPER: Final = re.compile(
    r"(?:^|[^a-z])(?:manuale?|manuel|guide?|guida|guía|istruzioni|instructions?|instrucciones|anleitung\w*|notice|scheda"
    r"|datasheet|datenblatt|ficha|fiche|invoice|fattura|rechnung|facture|factura|label|etichetta|etikett|étiquette"
    r"|etiqueta|warranty|garan\w+|plan|drawing|disegno|zeichnung|fotos?|photos?|images?|bild(?:er)?|imagen|immagine)(?:[^a-z]*\d*)$",
    re.IGNORECASE,
)
_MOMENT: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d(?:[-_. T]{1,2}\d{4,9})?(?!\d)"
    r"|(?<!\d)\d{1,2}[.:_h-]\d\d[.:_m-]\d\d(?!\d)"
)
_JOINTS: Final = re.compile(r"[_+~-]+|%20")


def lint_name(name: str, context: Context) -> list[Problem]:
    """The rules that a file's name breaks, each once; places are those in `name[:255]`, the whole name where its joints
    had to be opened to see it. Never raises for any name."""
    name = name[:LONGEST]
    stem = _without_language(_ENDING.sub("", name))
    stem = _MOMENT.sub(lambda moment: " " * len(moment[0]), stem)
    forms = [stem, _JOINTS.sub(" ", stem)]
    found: dict[str, Problem] = {}
    for number, form in enumerate(forms):
        for problem in _problems(form, context):
            at = (problem.start, problem.end) if number == 0 else (0, len(name))
            found.setdefault(problem.rule, Problem(problem.rule, problem.slug, problem.severity, *at))
    return list(found.values())


def _without_language(stem: str) -> str:
    """`anleitung.de` is a manual in German, not a host."""
    language = _LANGUAGE.search(stem)
    return stem[: language.start()] if language and _PAPER.search(stem[: language.start()]) else stem


def _problems(form: str, context: Context) -> Iterator[Problem]:
    written = Written(form)
    for slug, rules in rules_for(context.audience, context.kind).items():
        if slug not in CHECKED and slug not in MEANT:
            continue
        for rule in rules:
            for each in CHECKS[slug](written, context, rule.audience):
                if slug in CHECKED or each.is_certain:
                    yield Problem(rule.id, rule.slug, rule.severity, each.start, each.end)
