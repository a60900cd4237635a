"""Emoji, after the property Emoji_Presentation of UTS 51; signs of type such as ™, → and ✓ are none. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from sportello.compliance.checks.findings import Finding
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.written import Written

_SHOWN_AS_PICTURES: Final = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5"
    "\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf"
    "\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff\U0001f300-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
_ALWAYS_MEANT: Final = "\u2639\u263a\u2763\u2764\u2665\u260e\u2708\u2709\u270c\u261d"
_EMOJI: Final = re.compile(
    f"(?:[{_SHOWN_AS_PICTURES}{_ALWAYS_MEANT}]|[#*0-9]\ufe0f?\u20e3"
    f"|[\u00a9\u00ae\u2100-\u2bff]\ufe0f)[\ufe0f\u200d\U0001f3fb-\U0001f3ff{_SHOWN_AS_PICTURES}]*"
)
_GIF: Final = re.compile(r"https?://\S+\.gif\b|\b[\w-]+\.gif\b", re.IGNORECASE)


def emoji(written: Written, _context: Context, _audience: Audience) -> Sequence[Finding]:
    """Pictures that people type, and moving ones they link to."""
    return [Finding(*match.span()) for pattern in (_EMOJI, _GIF) for match in pattern.finditer(written.text)]
