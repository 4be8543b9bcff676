"""Failures with a face: what happened, what to do, and the exit code. Text is printed at the command line's edge."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes that scripts may rely on."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    HELD_BACK = 3
    LOGIN_NEEDED = 4
    SOME_SKIPPED = 5
    DISK = 6
    BREAKER = 7
    TRY_LATER = 75


class TwingeError(Exception):
    """A failure that has a sentence for the runner; `hint` says what to do about it."""

    exit_code = Exit.UNEXPECTED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(TwingeError):
    """A setting is missing or can't be read."""

    exit_code = Exit.USAGE


class UsageError(TwingeError):
    """What was asked for can't be done with these words (no such run, no such note)."""

    exit_code = Exit.USAGE


class NotesFolderError(TwingeError):
    """The notes folder is missing, or emptied while the record holds its notes: nothing is changed."""

    exit_code = Exit.HELD_BACK


class HeldBackError(TwingeError):
    """The safety valve: more would be rewritten than one night may."""

    exit_code = Exit.HELD_BACK


class LoginNeededError(TwingeError):
    """No login, a revoked one, a wrong secret, or a scope that was not granted."""

    exit_code = Exit.LOGIN_NEEDED


class StorageError(TwingeError):
    """The disk or the database can't take or give what is needed."""

    exit_code = Exit.DISK


class BreakerError(TwingeError):
    """Writing is stopped because the server changed text in a way that was not expected."""

    exit_code = Exit.BREAKER


class TryLaterError(TwingeError):
    """Nothing is wrong here: another run holds the lock, the limit is spent, or Strava is not there."""

    exit_code = Exit.TRY_LATER


class RateLimitedError(TryLaterError):
    """A limit of the API is spent; no request may be sent before `until_epoch_s` on this machine's clock."""

    def __init__(self, message: str, hint: str = "", *, until_epoch_s: float) -> None:
        super().__init__(message, hint)
        self.until_epoch_s = until_epoch_s


class ReadAgainError(TryLaterError):
    """A write was certainly not applied; from a fresh reading it may be decided on anew."""


class ActivityError(TwingeError):
    """One activity can't be read or written; the others go on."""

    exit_code = Exit.SOME_SKIPPED


class ActivityGoneError(ActivityError):
    """Strava has no such activity, or not for this runner."""


class ActivityRefusedError(ActivityError):
    """Strava answered that this request is not acceptable; it was not applied."""


class AnswerLostError(TwingeError):
    """A request was sent and its outcome is unknown: only a fresh GET can tell."""

    exit_code = Exit.TRY_LATER
