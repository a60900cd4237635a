"""Ways out of a list of messages: an address beside words that say to leave it. Pure."""

from collections.abc import Sequence

from sportello.compliance.checks.addresses import addresses
from sportello.compliance.checks.findings import Finding, at
from sportello.compliance.judgements import Audience, Context
from sportello.compliance.meaning.judging import meaning_of
from sportello.compliance.meaning.leaving import says_to_leave
from sportello.compliance.written import Written


def ways_out(written: Written, context: Context, audience: Audience) -> Sequence[Finding]:
    """Where a text offers to stop such messages: what the head finds, and any address beside words of leaving."""
    found = list(meaning_of("opt_out_link")(written, context, audience))
    for each in addresses(written.plain):
        near = written.around(each.start, each.end, before=1, after=1)
        if says_to_leave(written.plain[near.start : near.end]) and not each.is_mail:
            place = at(written, each.start, each.end)
            if not any(other.start < place.end and place.start < other.end for other in found):
                found.append(place)
    return found
