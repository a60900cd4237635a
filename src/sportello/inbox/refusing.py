"""Why an answer cannot leave."""


class CannotSend(ValueError):
    """The answer cannot leave; the message says why, for the agent."""
