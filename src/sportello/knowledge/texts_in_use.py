"""The editions as texts that use policy facts: drafts and published ones, so that a changed fact finds them all."""

from collections.abc import Iterator

from sportello.business.using import UsingText

from .models import Edition

KIND = "edition"


def texts_in_use() -> Iterator[UsingText]:
    """Every edition at work, with its latest text and, where it differs, the one that buyers read."""
    for edition in Edition.objects.at_work().with_texts():
        versions = dict.fromkeys(version for version in (edition.published, edition.latest) if version is not None)
        if versions:
            yield UsingText(
                kind=KIND,
                ref=edition.pk,
                title=next(iter(versions)).title,
                audience=edition.audience,
                language=edition.language,
                text="\n\n".join(version.whole for version in versions),
                href=f"/editions/{edition.pk}",
            )
