"""The contact form's choices as its pages need them: words in the visitor's language, what stands below what."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import words
from .keeping import KEPT
from .models import FormChoice, HelpCentre
from .place import Place
from .tree import Node, children, faults


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice with its words, its way from the top (without itself), and the choices below it."""

    row: FormChoice
    label: str
    way: tuple[str, ...]
    below: tuple["Choice", ...]

    @property
    def id(self) -> int:
        """The id in addresses."""
        return int(self.row.pk)


def choices(place: Place) -> Sequence[Choice]:
    """The choices at the top with everything below them. What is in no tree (a circle) is left out."""
    key = ("choices", place.centre.pk, place.centre.changed_at, place.language)
    return KEPT.get(key, lambda: tree_of(place.centre, place.language))


def choice(place: Place, choice_id: int) -> Choice | None:
    """One choice of the tree."""
    waiting = list(choices(place))
    while waiting:
        one = waiting.pop()
        if one.id == choice_id:
            return one
        waiting += one.below
    return None


def tree_of(centre: HelpCentre, language: str) -> Sequence[Choice]:
    """The tree as it stands in the database, read in one query."""
    rows = {row.pk: row for row in centre.choices.select_related("article").order_by("position", "pk")}
    nodes = [node_of(row) for row in rows.values()]
    wrong = faults(nodes)
    below = children(node for node in nodes if node.id not in wrong or not wrong[node.id].breaks_the_tree)

    def grown(row: FormChoice, way: tuple[str, ...]) -> Choice:
        label = label_of(row, language)
        further = tuple(grown(rows[each], (*way, label)) for each in below.get(row.pk, ()))
        return Choice(row, label, way, further)

    return [grown(rows[each], ()) for each in below.get(None, ())]


def node_of(row: FormChoice) -> Node:
    """A choice as the tree is checked with it."""
    return Node(row.pk, row.parent_id, row.topic)


def label_of(row: FormChoice, language: str) -> str:
    """Its words: the owner's, else the name of its topic or category in the language that is spoken now."""
    own = row.labels.get(language)
    named = words.topic(row.topic) if row.topic else words.category(row.category)
    return str(own or named or next(iter(row.labels.values()), ""))
