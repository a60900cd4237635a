"""Mail servers of well-known providers, so that owners need not know them. Pure."""

from dataclasses import dataclass

from .account import Method, Security, Server

TLS, STARTTLS = Security.TLS, Security.STARTTLS


@dataclass(frozen=True, slots=True)
class Guess:
    """What an address lets us guess: its servers, and how the provider wants people to sign in."""

    imap: Server
    smtp: Server
    method: Method = Method.PASSWORD
    is_known: bool = True


def _both(imap: str, smtp: str, port: int = 465, method: Method = Method.PASSWORD) -> Guess:
    return Guess(Server(imap, 993, TLS), Server(smtp, port, TLS if port == 465 else STARTTLS), method)


_GOOGLE = _both("imap.gmail.com", "smtp.gmail.com", method=Method.GOOGLE)
_MICROSOFT = _both("outlook.office365.com", "smtp.office365.com", 587, Method.MICROSOFT)
_APPLE = _both("imap.mail.me.com", "smtp.mail.me.com", 587)
_YAHOO = _both("imap.mail.yahoo.com", "smtp.mail.yahoo.com")
_GMX = _both("imap.gmx.net", "mail.gmx.net", 587)

_BY_DOMAIN = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GOOGLE),
    **dict.fromkeys(
        (
            *(
                "outlook.com",
                "hotmail.com",
                "live.com",
                "msn.com",
                "outlook.it",
                "outlook.de",
                "outlook.fr",
                "outlook.es",
            ),
            *("hotmail.it", "hotmail.de", "hotmail.fr", "hotmail.es", "hotmail.co.uk", "live.it", "live.de", "live.fr"),
        ),
        _MICROSOFT,
    ),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **dict.fromkeys(("yahoo.com", "yahoo.it", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.co.uk"), _YAHOO),
    **dict.fromkeys(("gmx.de", "gmx.net", "gmx.at", "gmx.ch"), _GMX),
    "gmx.com": _both("imap.gmx.com", "mail.gmx.com", 587),
    "web.de": _both("imap.web.de", "smtp.web.de", 587),
    "t-online.de": _both("secureimap.t-online.de", "securesmtp.t-online.de"),
    "posteo.de": _both("posteo.de", "posteo.de"),
    "mailbox.org": _both("imap.mailbox.org", "smtp.mailbox.org"),
    "libero.it": _both("imapmail.libero.it", "smtp.libero.it"),
    "virgilio.it": _both("in.virgilio.it", "out.virgilio.it"),
    "tiscali.it": _both("imap.tiscali.it", "smtp.tiscali.it"),
    "orange.fr": _both("imap.orange.fr", "smtp.orange.fr"),
    "free.fr": _both("imap.free.fr", "smtp.free.fr"),
    "laposte.net": _both("imap.laposte.net", "smtp.laposte.net"),
    "sfr.fr": _both("imap.sfr.fr", "smtp.sfr.fr"),
    "fastmail.com": _both("imap.fastmail.com", "smtp.fastmail.com"),
    "zoho.com": _both("imap.zoho.com", "smtp.zoho.com"),
    "zoho.eu": _both("imap.zoho.eu", "smtp.zoho.eu"),
}


def guess(address: str) -> Guess:
    """The servers of an address: the provider's where we know them, else the names that most hosters use."""
    domain = address.strip().lower().rpartition("@")[2]
    known = _BY_DOMAIN.get(domain)
    if known is not None:
        return known
    return Guess(Server(f"imap.{domain}", 993, TLS), Server(f"smtp.{domain}", 465, TLS), is_known=False)
