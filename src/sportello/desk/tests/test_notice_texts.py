"""Courtesy notices stand where everybody looks for texts of a kind."""

import pytest
from django.urls import reverse

from sportello.business import using
from sportello.business.models import NoticeEdition

pytestmark = pytest.mark.django_db


def test_it_lists_notices_among_the_texts_that_facts_stand_in() -> None:
    row = NoticeEdition.objects.create(audience="shop", language="it", text="Le rispondiamo lì.")
    (listed,) = [text for text in using.texts() if text.kind == "notice"]
    assert (listed.ref, listed.text, listed.href) == (row.pk, row.text, reverse("business:notice", args=["shop"]))
