"""The policies an article rests on, as lines of a text field: name | address | day of the last comparison."""

from datetime import date

from sportello.knowledge.models import Article, PolicyReference

MOST = 30


def references_as_typed(article: Article) -> str:
    """One line for each policy."""
    return "\n".join(
        " | ".join(
            part for part in (each.name, each.url, each.compared_on.isoformat() if each.compared_on else "") if part
        )
        for each in article.references.all()
    )


def keep_references(*, article: Article, lines: str) -> None:
    """Keep the policies as typed in place of those before; what is no day or address is left out."""
    article.references.all().delete()
    rows = {row.name: row for row in (_row(article, line) for line in lines.splitlines()[:MOST]) if row}
    PolicyReference.objects.bulk_create(rows.values())


def _row(article: Article, line: str) -> PolicyReference | None:
    name, *others = (part.strip() for part in line.replace("\x00", "").split("|"))
    if not name:
        return None
    url = next((part for part in others if part.startswith(("https://", "http://"))), "")
    days = (_day(part) for part in others)
    return PolicyReference(
        article=article, name=name[:120], url=url[:400], compared_on=next((day for day in days if day), None)
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
