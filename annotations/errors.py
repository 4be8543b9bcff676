"""What can go wrong in the core: a text that can't be read, a folder that is not there."""


class ReadError(ValueError):
    """A text in a note that can't be read.

    `str(error)` is a sentence that names what was read, `hint` says what to write instead, and
    `part` is the piece of the value at fault, verbatim, so that its column can be found.
    """

    def __init__(self, message: str, hint: str = "", part: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.part = part


class QuantityError(ReadError):
    """A distance, a time or a place of a run that can't be read."""


class FolderMissingError(Exception):
    """The notes folder is missing or no folder: nothing can be concluded about the notes."""
