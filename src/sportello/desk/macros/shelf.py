"""All macros as their writers see them: by category, with the state of every edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch

from sportello.desk.understanding.words import topics_by_category
from sportello.replies.models import Macro, MacroAudience, MacroEdition, MacroFigures, MacroVerification

from .doubts import Doubt, doubts_about
from .picking import figures_of


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition and how it stands: in use since a verification, or a draft; `doubts` say what to look at."""

    edition: MacroEdition
    verification: MacroVerification | None
    doubts: Sequence[Doubt] = ()

    @property
    def tone(self) -> str:
        """How its chip looks: in use, to be checked, or a draft."""
        if self.verification is None:
            return ""
        return "soon" if self.doubts else "done"


@dataclass(frozen=True, slots=True)
class Row:
    """One macro: its editions by audience, and what was counted of it."""

    macro: Macro
    editions: Sequence[Standing]
    figures: MacroFigures | None


@dataclass(frozen=True, slots=True)
class Category:
    """The macros of one category, by the first topic that they name; "" for those that name none."""

    name: str
    rows: Sequence[Row]


def categories(*, retired: bool = False) -> list[Category]:
    """Every category that has macros. Five queries, however many there are."""
    rows = rows_of(retired=retired)
    found = []
    placed: set[int] = set()
    for name, topics in topics_by_category():
        slugs = {slug for slug, _label in topics}
        here = [row for row in rows if row.macro.pk not in placed and slugs & set(row.macro.topics[:1])]
        placed |= {row.macro.pk for row in here}
        found.append(Category(str(name), here))
    found.append(Category("", [row for row in rows if row.macro.pk not in placed]))
    return [category for category in found if category.rows]


def rows_of(*, retired: bool = False, pk: int | None = None) -> list[Row]:
    """Macros that are offered (or retired), or one, in the order they were made."""
    macros = Macro.objects.exclude(retired_at=None) if retired else Macro.objects.offered()
    macros = Macro.objects.filter(pk=pk) if pk is not None else macros
    standing = MacroVerification.objects.standing().select_related("by")
    editions = MacroEdition.objects.prefetch_related(Prefetch("verifications", queryset=standing, to_attr="vouched"))
    found = list(macros.order_by("pk").select_related("figures").prefetch_related(Prefetch("editions", editions)))
    doubts = doubts_about([edition for macro in found for edition in macro.editions.all()])
    return [Row(macro, _standings(macro, doubts), figures_of(macro)) for macro in found]


def _standings(macro: Macro, doubts: dict[int, list[Doubt]]) -> list[Standing]:
    languages = [code for code, _name in settings.LANGUAGES]
    audiences = list(MacroAudience.values)
    rows = sorted(macro.editions.all(), key=lambda one: (audiences.index(one.audience), languages.index(one.language)))
    return [Standing(one, _vouched(one), doubts.get(one.pk, ()) if _vouched(one) else ()) for one in rows]


def _vouched(edition: MacroEdition) -> MacroVerification | None:
    vouched: list[MacroVerification] = edition.vouched  # type: ignore[attr-defined]
    return vouched[0] if vouched else None
