"""A help centre's colours and fonts as custom properties of a style sheet, and whether its colour can be read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

READABLE = 4.5
"""The least contrast of text and ground: WCAG 2.2, success criterion 1.4.3."""
WHITE, INK, BLACK = "#ffffff", "#1d1916", "#000000"
PAPER_LIGHT, PAPER_DARK = "#ffffff", "#181613"

FONTS: Mapping[str, str] = {
    "system": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", source-sans-pro, sans-serif',
    "rounded": 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, Comfortaa, "Arial Rounded MT Bold", sans-serif',
    "serif": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif',
}
"""Stacks of fonts that devices bring along, by the names of `Font`."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A colour as it is used: as a ground with words on it, and as the colour of links on light and dark paper."""

    ground: str
    on_ground: str
    link_light: str
    link_dark: str
    font: str

    @property
    def was_changed(self) -> bool:
        """Whether links on light paper had to be made darker than the colour itself to be readable."""
        return self.link_light != self.ground


def theme(*, colour: str, font: str) -> Theme:
    """How a brand colour ("#rrggbb") is used so that every text keeps `READABLE`."""
    return Theme(
        ground=colour,
        on_ground=next((words for words in (WHITE, INK) if contrast(colour, words) >= READABLE), BLACK),
        link_light=_readable_on(colour, PAPER_LIGHT, towards=BLACK),
        link_dark=_readable_on(colour, PAPER_DARK, towards=WHITE),
        font=FONTS.get(font, FONTS["system"]),
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2; 0.04045 is sRGB's own limit, IEC 61966-2-1)."""
    parts = (value / 255 for value in _channels(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def properties(used: Theme) -> str:
    """The custom properties that the help centre's style sheet is written with."""
    return (
        ":root{"
        f"--brand:{used.ground};--on-brand:{used.on_ground};"
        f"--link:light-dark({used.link_light},{used.link_dark});"
        f"--font:{used.font}"
        "}\n"
    )


def _readable_on(colour: str, paper: str, *, towards: str) -> str:
    """The colour itself where it is readable on this paper, else mixed in steps with black or white until it is."""
    for step in range(21):
        mixed = _mixed(colour, towards, step / 20)
        if contrast(mixed, paper) >= READABLE:
            return mixed
    return towards


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
