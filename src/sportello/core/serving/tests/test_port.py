import os
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sportello.core.serving.port import ServingError, address, listen, parse_port


@given(some.integers(0, 65535))
def test_it_reads_every_port(port: int) -> None:
    assert parse_port(f" {port}\n") == port


@given(some.text())
def test_it_reads_any_text_or_refuses_it_in_one_line(text: str) -> None:
    refused = ""
    try:
        assert 0 <= parse_port(text) <= 65535
    except ServingError as error:
        refused = str(error)
    assert len(refused.splitlines()) <= 1


def test_it_takes_a_port_of_this_machine_alone() -> None:
    with listen(0) as taken:
        assert address(taken) == f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert taken.proto == socket.IPPROTO_TCP


def test_it_says_that_a_port_is_in_use_though_nobody_has_accepted_yet() -> None:
    with listen(0) as taken, pytest.raises(ServingError, match="is in use"):
        listen(taken.getsockname()[1])


def test_it_says_that_an_address_is_not_ours() -> None:
    with pytest.raises(ServingError, match=r"Cannot listen on 192\.0\.2\.1, port 8000"):
        listen(8000, host="192.0.2.1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may use every port")
def test_it_says_that_a_port_may_not_be_used() -> None:
    with pytest.raises(ServingError, match="may not be used"):
        listen(80)
