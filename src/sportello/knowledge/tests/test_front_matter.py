"""The lines before a Markdown text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.knowledge.folders.front_matter import Matter, Unreadable, parse, written


def test_it_reads_words_and_lists() -> None:
    file = '\ufeff---\r\ntitle: "Late: what now?"\ntopic: refund_status\n# a remark\nkeywords: a b, c\n'
    file += "tags: [x, 'it''s', \"q, r\"]\nquestions:\n  - where is it\n  - 'when?'\n---\n\n# Body\n---\n"
    matter = parse(file)
    assert matter.values == {
        "title": "Late: what now?",
        "topic": "refund_status",
        "keywords": "a b, c",
        "tags": ("x", "it's", "q, r"),
        "questions": ("where is it", "when?"),
    }
    assert matter.words("keywords") == ("a b", "c")
    assert matter.word("tags") == "x, it's, q, r"
    assert matter.body == "# Body\n---"


def test_it_takes_a_file_without_front_matter_as_text() -> None:
    assert parse("Hello\n\n---\n") == Matter(body="Hello\n\n---")


@pytest.mark.parametrize(
    "file",
    ["---\ntitle: x\n", "---\na: b\n  deep: c\n---\n", "---\n- x\n---\n", "---\na: 1\na: 2\n---\n", "---\n:\n---\n"],
)
def test_it_refuses_what_it_does_not_understand(file: str) -> None:
    with pytest.raises(Unreadable):
        parse(file)


_LINE = (
    st.text(alphabet="ab:#'\"[],-\\ éß{}", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@given(
    st.dictionaries(st.sampled_from(["title", "tags", "x"]), st.one_of(_LINE, st.lists(_LINE, min_size=1).map(tuple)))
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_it_reads_what_it_wrote(values: dict[str, str | tuple[str, ...]]) -> None:
    assert parse(written(values, "Body\n---\ntext")) == Matter(values, "Body\n---\ntext")
