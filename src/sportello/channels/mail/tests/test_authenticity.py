"""What the receiving server says about a mail's origin."""

import pytest

from sportello.channels.mail.authenticity import Origin, origin
from sportello.channels.mail.parse import parse


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("mx.example; dkim=pass header.d=amazon.com; spf=fail", Origin.PROVEN),
        ("mx.example; dkim=none; spf=fail; dmarc=fail", Origin.FORGED),
        ("mx.example; dkim=fail", Origin.DOUBTFUL),
        ("mx.example; spf=pass", Origin.UNSAID),
        ("", Origin.UNSAID),
    ],
)
def test_it_reads_the_receiving_servers_verdict(results: str, expected: Origin) -> None:
    header = f"Authentication-Results: {results}\n" if results else ""
    assert origin(parse(f"{header}From: a@b.example\n\nx".encode())) is expected


def test_it_does_not_read_a_verdict_that_the_sender_wrote_further_down() -> None:
    name = b"Authentication-Results: "
    raw = name + b"mx.example; dkim=fail\n" + name + b"zed.example; dkim=pass\nFrom: a@b.example\n\nx"
    assert origin(parse(raw)) is Origin.DOUBTFUL
