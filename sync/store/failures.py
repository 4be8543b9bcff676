"""What a database's failure is called, and what to do about it."""

from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from sync.errors import StorageError
from sync.store.copies import newest_good


def storage_error(name: str, error: SQLAlchemyError, copies: Path | None) -> StorageError:
    """`copies` is the folder of the nightly copies, where there is one."""
    # the first line alone: a server's further ones may repeat the row, and a row holds notes
    told = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    cause = told.partition("\n")[0]
    if "malformed" in cause or "not a database" in cause:
        return corrupt(name, copies)
    if "is locked" in cause:
        return StorageError(
            f"The database {name} is locked by another program.", "Close it and run again."
        )
    if "is full" in cause or "No space left" in cause:
        return StorageError(
            f"The disk of {name} is full.", "Make room and run again; nothing was lost."
        )
    if isinstance(error, DBAPIError) and len(cause) > 120:
        cause = type(error.orig).__name__
    return StorageError(
        f"The database {name} failed ({cause}).", "Check the disk and permissions, then run again."
    )


def corrupt(name: str, copies: Path | None) -> StorageError:
    """Names the newest nightly copy that is whole, and what there is without one."""
    copy = newest_good(copies) if copies else None
    then = (
        f"Move it away, copy {copy} into its place and run again"
        if copy
        else "Move it away and run again"
    )
    return StorageError(
        f"The database {name} is damaged.",
        f"{then}: runs come back with the next sync, your texts as they were "
        "before any write are in the backup folder beside it (`twinge export-originals DIR` copies them "
        "out), and `twinge publish --rescan` learns from it which blocks on Strava are ours.",
    )


def newer(name: str, stored: str, known: str) -> StorageError:
    return StorageError(
        f"The database {name} is from a newer Twinge "
        f"(its revision is {stored}, this program's is {known}).",
        "Update Twinge; nothing was changed.",
    )
