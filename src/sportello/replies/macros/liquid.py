"""The part of Liquid that macros speak: variables and branches, nothing that loops, includes or grows. Pure.

There are no loops, assignments or repetitions, so a source of eight thousand characters renders in bounded time and
space whatever it says; `output_stream_limit` is the belt beside the braces.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from liquid import BoundTemplate, Environment, Undefined
from liquid.builtin import content, illegal, output
from liquid.builtin.filters import misc, string
from liquid.builtin.tags import case_tag, comment_tag, if_tag, inline_comment_tag, unless_tag

LONGEST_SOURCE = 8_000
LONGEST_OUTPUT = 20_000
FILTERS = ("default", "capitalize", "upcase", "downcase", "strip")


class Gap(Undefined):
    """What is not known: false in a condition, and where it is printed, its own name in braces, which nothing that
    leaves the house may hold."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{{{{ {self.name} }}}}"


class Mute:
    """A value that may be asked for in a condition and is a gap where it is printed."""

    def __init__(self, key: str, value: object) -> None:
        self._key, self._value = key, value

    def __liquid__(self) -> object:
        return self._value

    def __str__(self) -> str:
        return f"{{{{ {self._key} }}}}"


class Space(Mapping[str, object]):
    """The variables behind one first word; what is missing is a gap."""

    def __init__(self, name: str, values: Mapping[str, object]) -> None:
        self._name, self._values = name, values

    def __getitem__(self, key: object) -> object:
        value = self._values.get(str(key))
        return Gap(f"{self._name}.{key}") if value is None else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __str__(self) -> str:
        return f"{{{{ {self._name} }}}}"


class _Macros(Environment):
    """Liquid with the few tags and filters that macros need."""

    output_stream_limit = LONGEST_OUTPUT
    block_nesting_limit = 8
    context_depth_limit = 8

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 - as the parent has it
        """Add what macros may use; anything else is a syntax error."""
        for tag in (
            content.Literal, output.Output, illegal.Illegal, if_tag.IfTag, unless_tag.UnlessTag, case_tag.CaseTag,
            comment_tag.CommentTag, inline_comment_tag.InlineCommentTag,
        ):  # fmt: skip
            self.add_tag(tag)
        self.add_filter("default", misc.default)
        for name in FILTERS[1:]:
            self.add_filter(name, getattr(string, name))


_ENVIRONMENT = _Macros(undefined=Gap)


@lru_cache(maxsize=512)
def parsed(source: str) -> BoundTemplate:
    """The template of a source; the last few hundred are kept. Raises `liquid.exceptions.LiquidError`."""
    return _ENVIRONMENT.from_string(source)
