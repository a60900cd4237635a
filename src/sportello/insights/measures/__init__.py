"""Every figure, by its slug; docs/user/measures.md says the same."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .answering import ANSWERING
from .issues import ISSUES
from .kinds import Measure
from .selling import SELLING
from .serving import SERVING

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {measure.slug: measure for measure in (*ANSWERING, *ISSUES, *SERVING, *SELLING)}
)

__all__ = ["MEASURES", "Measure"]
