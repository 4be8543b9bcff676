"""One file of the notes folder: its bytes in, a note and all that is wrong with it out."""

from datetime import date

from annotations.model import Reading, Units
from annotations.notes.aliases import BUILT_IN, Aliases
from annotations.notes.frontmatter import read_frontmatter
from annotations.notes.keys import by_name, is_annotation, warn_of_near_miss, warn_of_slips
from annotations.notes.remarks import Remarks
from annotations.notes.schema import read_fields


def read_note(
    path: str, data: bytes, *, units: Units, today: date | None = None, aliases: Aliases = BUILT_IN
) -> Reading | None:
    """The reading of the file at `path` (relative, for messages and for the date in its name).

    None says that the file is no annotation and nothing is to be said about it. `Reading.note` is
    None if there is any error; warnings leave it in place. A distance without a unit is in `units`;
    dates more than a day after `today` are errors; treatments and factors get the names
    that `aliases` has for them. Never raises, whatever the bytes are.
    """
    remarks = Remarks(path)
    frontmatter = read_frontmatter(data, remarks)
    if frontmatter is None:
        return Reading(path, None, remarks.problems) if remarks.problems else None
    fields = by_name(frontmatter)
    if not is_annotation(fields):
        remarks = Remarks(path)
        warn_of_near_miss(frontmatter, remarks)
        return Reading(path, None, remarks.problems) if remarks.problems else None
    warn_of_slips(frontmatter, remarks)
    note = read_fields(frontmatter, fields, remarks, units=units, today=today, aliases=aliases)
    return Reading(path, None if remarks.failed else note, remarks.problems)
