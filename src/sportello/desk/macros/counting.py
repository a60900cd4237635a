"""How often macros were used lately, and after how many of those uses the buyer had to write again."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from sportello.inbox.models import RepeatContact
from sportello.replies.models import Macro, MacroFigures, MacroUse

LATELY = timedelta(days=90)
# As long as a ticket can be repeated by default; a use that is younger has not shown yet whether it helped.
SETTLED_AFTER = timedelta(days=14)


@transaction.atomic
def count(*, now: datetime) -> None:
    """Count every macro's uses of the last ninety days anew. A use is settled once its buyer wrote again about the
    issue, or two weeks passed without that. Two queries and one write, however many macros there are."""
    used: Counter[int] = Counter()
    settled: Counter[int] = Counter()
    repeated: Counter[int] = Counter()
    uses = MacroUse.objects.filter(at__gt=now - LATELY, at__lte=now).annotate(again=Exists(_wrote_again()))
    for macro_id, at, again in uses.values_list("edition__macro", "at", "again").iterator():
        used[macro_id] += 1
        repeated[macro_id] += again
        settled[macro_id] += again or at <= now - SETTLED_AFTER
    rows = [
        MacroFigures(macro_id=pk, used=used[pk], settled=settled[pk], repeated=repeated[pk], at=now)
        for pk in Macro.objects.values_list("pk", flat=True)
    ]
    MacroFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["macro"], update_fields=["used", "settled", "repeated", "at"]
    )


def _wrote_again() -> QuerySet[RepeatContact]:
    """Repeat contacts on the issue of a use's ticket within the two weeks after it."""
    end = ExpressionWrapper(OuterRef("at") + SETTLED_AFTER, output_field=DateTimeField())
    here = Q(of=OuterRef("ticket")) | Q(message__thread__holdings__ticket=OuterRef("ticket"))
    return RepeatContact.objects.filter(here, at__gt=OuterRef("at"), at__lte=end)
