"""Whatever a program or the system says becomes one line."""

import errno
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sportello.core.postgres.errors import complaints, from_os_error, from_output

PLACE = Path("/srv/shop")


def test_it_calls_a_full_disk_a_full_disk() -> None:
    said = 'LOG:  starting\nFATAL:  could not write lock file "postmaster.pid": No space left on device\n'
    assert str(from_output(said, doing="start", place=PLACE)).startswith("No room is left on the disk that holds /srv")
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/shop/x")
    assert str(from_os_error(full, PLACE)).startswith("No room is left on the disk that holds /srv/shop")


def test_it_repeats_the_last_complaint_and_not_the_hints_after_it() -> None:
    said = 'LOG:  starting\nFATAL:  parameter "x" is wrong\nHINT:  look\nFATAL:  the database system is starting up\n'
    assert str(from_output(said, doing="start", place=PLACE)) == (
        'PostgreSQL could not start in /srv/shop. It said: parameter "x" is wrong'
    )
    assert complaints(said) == ['FATAL:  parameter "x" is wrong']


def test_it_names_the_file_that_was_refused() -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", "/srv/shop/data")
    assert "Cannot use /srv/shop/data for the database: Permission denied" in str(from_os_error(refused, PLACE))


@given(st.text())
def test_it_always_says_one_line(said: str) -> None:
    message = str(from_output(said, doing="start", place=PLACE))
    assert len(message.splitlines()) == 1
