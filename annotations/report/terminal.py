"""The five answers and a plot of the onsets on one screen of a terminal."""

import textwrap
from collections.abc import Sequence

from annotations.insights.evidence import Finding
from annotations.model import Units
from annotations.record import Record
from annotations.report.answers import MOST_SITES, Answer, Said, answers
from annotations.report.plot import Row, Span, onset_plot, plot_key
from annotations.report.seen import all_seen
from annotations.report.shown import LEVELS, clean, site_name
from annotations.sentences.phrases import count

WIDTH, MOST_LINES = 80, 40
MOST_LETTERS = 280
"""Of one answer: four lines, so that all five find room."""
PLOT_ROWS = 9
LEAST_PLOT_ROWS = 4
AROUND_THE_PLOT = 5
"""The lines of a plot besides its rows: a blank one, two of heading, the lane of the unknown, the dates."""
MORE = "More: `twinge insights --all`, `twinge insights --why KIND`, `twinge report`."


def screen(
    record: Record, found: Sequence[Finding], units: Units, *, plain: bool = False
) -> tuple[Row, ...]:
    """At most 40 lines of 80 columns. `plain` uses ASCII signs only. Nothing of a record without a noted pain.

    Two sites are answered for where there is room, else the first; the plot is of the first.
    """
    if not record.sites:
        return ()
    room = MOST_LINES - AROUND_THE_PLOT - LEAST_PLOT_ROWS - len(_wrapped(MORE, "")) - 1
    body: list[Row] = []
    for sites in range(min(MOST_SITES, len(record.sites)), 0, -1):
        body = _told(
            answers(record, found, units, sites), several=len(record.sites) > 1, plain=plain
        )
        others = len(record.sites) - sites
        if others:
            body.append((Span(f"{count(others, 'more site')}: see `--all`.", "soft"),))
        if len(body) <= room:
            break
    height = min(PLOT_ROWS, LEAST_PLOT_ROWS + room - len(body))
    site = record.sites[0]
    title = clean(f"{site_name(site)}: where pain began, run by run, in {units}")
    plot = onset_plot(all_seen(record, site), units, WIDTH, height, plain=plain)
    return (
        *body,
        (),
        (Span(title[:WIDTH], "heading"),),
        (Span(plot_key(plain=plain), "soft"),),
        *plot,
        (),
        *((Span(line, "soft"),) for line in _wrapped(MORE, "")),
    )


def _told(told: Sequence[Answer], *, several: bool, plain: bool) -> list[Row]:
    rows: list[Row] = []
    for one in told:
        rows.append((Span(one.question, "heading"),))
        for said in one.said:
            rows += [(Span(line),) for line in _wrapped(_sentence(said, several, plain), "  ")]
    return rows


def _sentence(said: Said, several: bool, plain: bool) -> str:
    site = f"{said.site}. " if said.site and several else ""
    text = clean(f"{site}{said.text}")
    cut = (
        text
        if len(text) <= MOST_LETTERS
        else f"{text[: MOST_LETTERS - 3].rstrip()}{'...' if plain else '…'}"
    )
    return f"{cut} [{LEVELS[said.level]}]"


def _wrapped(text: str, indent: str) -> list[str]:
    """At words; one that is longer than a line is broken."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
