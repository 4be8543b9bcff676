"""The report: a record and its findings as one self-contained HTML page."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.record import Record
from annotations.report.answers import answers, counts
from annotations.report.drawing import short
from annotations.report.one_run import Profiles
from annotations.report.onsets import farthest
from annotations.report.packed import packed
from annotations.report.physio import physio_summary
from annotations.report.room import MOST_BYTES, Room, rooms
from annotations.report.run_list import run_by_run
from annotations.report.sections import record_figures, side_by_side, site_section
from annotations.report.seen import all_seen
from annotations.report.shown import LEVELS, clean, moment
from annotations.sentences.phrases import count
from annotations.sentences.told import told

_HERE = Path(__file__).parent


def render_report(
    record: Record,
    found: Sequence[Finding],
    *,
    units: Units,
    as_of: datetime,
    profiles: Profiles = MappingProxyType({}),
) -> str:
    """The page as HTML text, to be stored as UTF-8.

    It needs nothing from outside: no request, no font, no image. `found` are the findings of
    `record`; `as_of` is the runner's wall clock, shown as it is. Texts from outside are escaped and
    lose their direction marks and control characters. Distances are shown in `units`. `profiles` are
    those of the runs of `newest`; a run without one is drawn without its recording. At most 500 kB, but
    for a record of endless texts.
    """
    page = ""
    for room in rooms(record):
        page = _report(record, found, units, as_of, profiles, room)
        if len(page.encode("utf-8")) <= MOST_BYTES:
            break
    return page


def _report(
    record: Record,
    found: Sequence[Finding],
    units: Units,
    as_of: datetime,
    profiles: Profiles,
    room: Room,
) -> str:
    style, script = _source("page.css"), _source("page.js") + _source("runs.js")
    # one scale for the distances of all sites
    far_m = max((farthest(all_seen(record, site)) for site in record.sites), default=0.0)
    sites = [
        site_section(record, site, found, units, number=k, far_m=far_m, room=room)
        for k, site in enumerate(record.sites, 1)
    ]
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            style=style,
            script=script,
            style_hash=content_hash(style),
            script_hash=content_hash(script),
            as_of=moment(as_of),
            answers=answers(record, found, units),
            counts=counts(record),
            general=told([f for f in found if f.site not in record.sites], units),
            levels=LEVELS,
            sites=sites,
            panels=side_by_side(record, sites, units, far_m),
            runs=run_by_run(record, profiles, units, room),
            units=units,
            figures=record_figures(record, units, room) if record.stated else (),
        )
    )


def render_physio(
    record: Record,
    found: Sequence[Finding],
    *,
    units: Units,
    as_of: datetime,
    with_names: bool = False,
) -> str:
    """One printable page for a physiotherapist, as HTML text to be stored as UTF-8.

    No name of a run, a shoe or a place is in it unless `with_names`; what the notes call a treatment, a
    site or a factor is. Like the report it needs nothing from outside, and it runs no script.
    """
    style = _source("physio.css")
    return (
        _environment()
        .get_template("physio.html.j2")
        .render(
            style=style,
            style_hash=content_hash(style),
            as_of=moment(as_of),
            summary=physio_summary(record, found, units, with_names=with_names),
        )
    )


def content_hash(text: str) -> str:
    """The source expression of an inline style or script in a Content-Security-Policy."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _source(file_name: str) -> str:
    return (_HERE / file_name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    environment.filters |= {"px": short, "count": count, "packed": packed}
    return environment


def _cleaned(value: Any) -> Any:
    """The gate that every value passes on its way into the page; markup has passed it before."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(value)
    return value
