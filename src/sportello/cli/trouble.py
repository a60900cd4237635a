"""What ends a command with one line."""


class Trouble(Exception):
    """A command cannot go on; the text is the one line the person reads."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code
