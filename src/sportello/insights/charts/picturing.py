"""Charts as PNG pictures, for mails, whose readers draw no SVG.

The converter is a library of 84 MB that would stay in the worker's memory for a letter a week: a child of its own
turns all drawings of a letter at once and ends. This module is that child's program, too.
"""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Sequence

TIMEOUT_SECONDS = 60
SHARPNESS = 2.0
"""Pixels to a unit, for screens that have two."""

COLOURS = 64
"""As many as a chart's few colours need with their softened edges: a twentieth of the bytes of full colour."""


class NoPictureError(RuntimeError):
    """The converter failed; the message says with what."""


def pictures(drawings: Sequence[str]) -> list[bytes]:
    """PNGs of SVG drawings, in their order. Raises `NoPictureError`."""
    if not drawings:
        return []
    command = [sys.executable, "-m", "sportello.insights.charts.picturing"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=json.dumps(list(drawings)),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as failed:
        raise NoPictureError(str(failed)) from failed
    return [base64.b64decode(one) for one in json.loads(done.stdout)]


def main() -> None:
    """Read drawings as a list in JSON, write their pictures as one of base64."""
    import vl_convert

    drawings = json.load(sys.stdin)
    made = [_small(vl_convert.svg_to_png(one, scale=SHARPNESS)) for one in drawings]
    sys.stdout.write(json.dumps([base64.b64encode(one).decode() for one in made]))


def _small(png: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
