"""The help centre: who searches, reads, is helped, comes to the contact form, and writes all the same."""

from collections.abc import Iterator
from random import Random
from typing import Final

from .catalogue import FORM, GOODS, PRODUCT_SHARES, TOPIC_TABLE
from .clock import DAY, HOUR, Quarter
from .entities import Order, Step, Visit
from .planning import Contact
from .planted import articles, is_gap
from .seasons import Season
from .wording import search_words

SETTLED_AFTER: Final = 72 * HOUR
HELD_OUT, SEARCHES, KNOWN = 0.1, 0.75, 0.55
READS, COMES_TO_FORM, COMES_TO_FORM_UNREAD, SAYS_SOLVED = 0.8, 0.34, 0.7, 0.35
WRITES_AFTER_READING, WRITES_UNREAD, WRITES_HELD_OUT = 0.48, 0.72, 0.78
LANGUAGES: Final = {"it": 38, "de": 22, "fr": 16, "es": 13, "en": 11}


class Visiting:
    """Plays visits; those who write become contacts by the form."""

    def __init__(self, dice: Random, time: Quarter, orders: list[Order]) -> None:
        self._dice, self._time = dice, time
        self._quiet = [order for order in orders if order.quiet and order.placed < time.ends - 10 * DAY]
        self._shelf = {(text.topic, text.language): text for text in articles()}
        self.contacts: list[Contact] = []

    def play(self, count: int) -> list[Visit]:
        """So many visits, in the order in which they begin."""
        moments = Season(self._time.begins, self._time.ends - HOUR).moments(self._dice, count)
        return [self._visit(number, began) for number, began in enumerate(moments, 1)]

    def _visit(self, number: int, began: int) -> Visit:
        dice = self._dice
        language = dice.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        topic = dice.choices(list(TOPIC_TABLE), [row[0] for row in TOPIC_TABLE.values()])[0]
        product = dice.choices(GOODS, list(PRODUCT_SHARES.values()))[0]
        visit = Visit(number, began, language, topic, product, dice.random() < HELD_OUT)
        steps = self._steps(visit)
        visit.steps += steps
        if dice.random() < KNOWN and (order := self._order_of(visit)) is not None:
            visit.order, visit.product = order, order.product
            visit.steps.insert(0, Step(began, "looked_up"))
        self._settle(visit)
        return visit

    def _order_of(self, visit: Visit) -> Order | None:
        """An order of somebody who never writes otherwise, placed before the visit; used once."""
        if not self._quiet:
            return None
        place = self._dice.randrange(len(self._quiet))
        order = self._quiet[place]
        if order.placed > visit.began - DAY:
            return None
        self._quiet[place] = self._quiet[-1]
        self._quiet.pop()
        return order

    def _steps(self, visit: Visit) -> list[Step]:
        dice, at = self._dice, self._clock(visit.began)
        gap = visit.topic == "other" or is_gap(visit.topic, visit.product.key, visit.language)
        text = None if gap else self._shelf.get((visit.topic, visit.language))
        steps = []
        if dice.random() < SEARCHES:
            words = search_words(dice, visit.language, gap=text is None)
            steps.append(Step(next(at), "searched", words=words, found=dice.randrange(1, 8) if text else 0))
        if text is not None and dice.random() < READS:
            steps.append(Step(next(at), "read", text))
        read = any(step.kind == "read" for step in steps)
        if dice.random() < (COMES_TO_FORM if read else COMES_TO_FORM_UNREAD) or not steps:
            steps += self._form(visit, at, read=read)
        elif read and dice.random() < SAYS_SOLVED:
            steps.append(Step(next(at), "solved"))
        return steps

    def _form(self, visit: Visit, at: Iterator[int], *, read: bool) -> list[Step]:
        """What happens at the form: answers are shown before it, except to the hold-out; some write, some do not."""
        text = None if visit.held_out else self._shelf.get((visit.topic, visit.language))
        steps = [Step(next(at), "form"), Step(next(at), "chose")]
        if text is not None:
            steps.append(Step(next(at), "shown", text))
            if not read and self._dice.random() < READS:
                steps.append(Step(next(at), "read", text))
                read = True
        odds = WRITES_HELD_OUT if visit.held_out else WRITES_AFTER_READING if read else WRITES_UNREAD
        if self._dice.random() < odds:
            steps.append(Step(next(at), "sent"))
        return steps

    def _clock(self, began: int) -> Iterator[int]:
        at = began
        while True:
            yield at
            at += self._dice.randrange(8, 90)

    def _settle(self, visit: Visit) -> None:
        kinds = [step.kind for step in visit.steps]
        read = "read" in kinds
        if "sent" in kinds:
            visit.outcome = "contacted" if read else "bypassed"
            order = visit.order
            contact = Contact(visit.last, FORM, visit.language, (visit.topic,), visit.product, order, visit=visit)
            self.contacts.append(contact)
        elif "solved" in kinds:
            visit.outcome = "solved"
        elif read:
            visit.outcome = "implied" if visit.order else "unknown"
        else:
            visit.outcome = "left"
        due = visit.last + SETTLED_AFTER
        visit.settled = due if due < self._time.ends else None
        if visit.settled is None:
            visit.outcome = ""
