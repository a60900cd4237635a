"""The stand-ins of a mail provider: an IMAP and an SMTP server on the loopback address."""
