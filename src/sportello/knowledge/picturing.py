"""Taking pictures for articles: read as pixels, drawn anew, so that nothing else of the file is kept."""

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from PIL import Image as Pixels
from PIL import ImageOps, UnidentifiedImageError

from sportello.accounts.models import Agent

from .models import Image
from .models.image import ImageType

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
WIDEST, HIGHEST = 1600, 2400
"""Larger pictures are made smaller: a phone shows no more."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class NotAPicture(ValueError):
    """A file that is no picture we take; `reason` is one word: large, kind or broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the picture is refused: {reason}")
        self.reason = reason


def take(*, data: bytes, name: str, by: Agent | None, now: datetime) -> Image:
    """Keep a PNG, JPEG, WebP or GIF (its first frame) as PNG or JPEG without its metadata; the same picture once.

    Raises `NotAPicture` for more than 8 MB or 40 million pixels, for other kinds, and for what cannot be drawn.
    """
    if len(data) > MOST_BYTES:
        raise NotAPicture("large")
    pixels = _pixels(data)
    kind, drawn = _drawn(pixels)
    sha256 = hashlib.sha256(drawn).hexdigest()
    image, _ = Image.objects.get_or_create(
        sha256=sha256,
        defaults={
            "kind": kind,
            "name": name[:120],
            "width": pixels.width,
            "height": pixels.height,
            "size": len(drawn),
            "data": drawn,
            "by": by,
            "at": now,
        },
    )
    return image


def _pixels(data: bytes) -> Pixels.Image:
    try:
        with _without_warnings(), Pixels.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture("large")
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((WIDEST, HIGHEST))
            has_alpha = upright.mode in {"LA", "RGBA", "PA"} or "transparency" in upright.info
            return upright.convert("RGBA" if has_alpha else "RGB")
    except UnidentifiedImageError as unknown:
        raise NotAPicture("kind") from unknown
    except (OSError, ValueError, SyntaxError, Pixels.DecompressionBombError) as broken:
        if isinstance(broken, NotAPicture):
            raise
        raise NotAPicture("broken") from broken


@contextmanager
def _without_warnings() -> Iterator[None]:
    """The library warns of large pictures; here they are refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Pixels.DecompressionBombWarning)
        yield


def _drawn(pixels: Pixels.Image) -> tuple[ImageType, bytes]:
    """As PNG where something shows through or few colours are used, else as JPEG."""
    few = pixels.getcolors(maxcolors=4096) is not None
    if pixels.mode == "RGBA" or few:
        return ImageType.PNG, _written(pixels, "PNG", optimize=True)
    return ImageType.JPEG, _written(pixels, "JPEG", quality=82, optimize=True, progressive=True)


def _written(pixels: Pixels.Image, kind: str, **options: object) -> bytes:
    clean = Pixels.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    buffer = io.BytesIO()
    clean.save(buffer, kind, **options)
    return buffer.getvalue()
