"""What became of an article that was begun because of a gap."""

from django import template

from sportello.desk.insights.writing.rows import FollowedRow, followed
from sportello.insights.models import WrittenArticle
from sportello.knowledge.models import Edition

register = template.Library()


@register.inclusion_tag("desk/insights/writing/because.html")
def written_because(edition: Edition) -> dict[str, FollowedRow | None]:
    """Why an edition was begun and what became of it; nothing for one that was begun otherwise."""
    rows = WrittenArticle.objects.filter(edition=edition.pk).select_related("gap")
    return {"one": next(iter(followed(rows)), None)}
