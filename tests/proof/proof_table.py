"""A pytest plugin for `make proof`: the figures, in a table behind the results."""

from typing import Any

from kill_judge import HEADINGS


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the proofs recorded, failed ones too."""
    stats = terminalreporter.stats
    told = [
        found
        for report in [*stats.get("passed", ()), *stats.get("failed", ())]
        for found in report.user_properties
    ]
    kills = sorted(tuple(figures) for name, figures in told if name == "kills")
    if kills:
        terminalreporter.section("proof")
        rows = [HEADINGS, *kills]
        widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
        for row in rows:
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            terminalreporter.write_line(line.rstrip())
    for name, figures in told:
        if name == "proof":
            terminalreporter.write_line(str(figures))
