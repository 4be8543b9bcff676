"""The pictures of the docs, from the demo's data: the report light, dark, on a phone and as it is printed.

`make screenshots` runs the demo of a fixed day and then this: `screenshots.py HOME FOLDER`.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
PHONE = 390


@dataclass(frozen=True)
class Shot:
    """One picture; `at` is the id or the heading that stands at its top, the page's top where empty."""

    name: str
    page: str
    width: int
    height: int
    dark: bool = False
    printed: bool = False
    at: str = ""


SHOTS = (
    Shot("report", "report.html", 980, 1250),
    Shot("report-dark", "report.html", 980, 1130, dark=True, at="Where pain"),
    Shot("report-phone", "report.html", PHONE, 844),
    Shot("report-helps", "report.html", 980, 1230, at="What helps"),
    Shot("report-done", "report.html", 980, 840, at="Calendar"),
    Shot("report-run", "report.html", 980, 560, at="run:"),
    Shot("report-print", "report.html", 720, 1000, printed=True),
    Shot("report-physio", "report-for-physio.html", 794, 1123, printed=True),
)


def take(chromium: str, shot: Shot, home: Path, folder: Path, work: Path) -> Path:
    """The picture as a PNG; the copy of the page has no policy, so that it can be put as wanted."""
    text = POLICY.sub("", (home / shot.page).read_text(encoding="utf-8"))
    if shot.printed:
        text = text.replace("@media screen", "@media speech").replace("@media print", "@media all")
    (work / "page.html").write_text(text, encoding="utf-8")
    # a window can't be as narrow as a phone: the page is put into a frame that is
    scroll = (
        f"const at = [...d.querySelectorAll('.eyebrow')].find((p) => p.textContent.startsWith({shot.at!r}));"
        "(at ? at.closest('figure') : d.querySelector('details.run[open]')).scrollIntoView();"
        if shot.at
        else ""
    )
    (work / "frame.html").write_text(
        "<!doctype html><style>body{margin:0}iframe{border:0;display:block}</style>"
        f"<iframe id=f width={shot.width} height={shot.height} src=page.html></iframe><script>"
        f"f.onload = () => {{ const d = f.contentDocument; {scroll} }};</script>",
        encoding="utf-8",
    )
    out = folder / f"{shot.name}.png"
    subprocess.run(  # noqa: S603 - a browser of this machine, no shell
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--hide-scrollbars", "--allow-file-access-from-files", "--virtual-time-budget=5000",
            f"--blink-settings=preferredColorScheme={0 if shot.dark else 1}",
            f"--user-data-dir={work / 'profile'}", f"--window-size={shot.width},{shot.height}",
            f"--screenshot={out}", (work / "frame.html").as_uri(),
        ],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return out


def main(home: Path, folder: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("This needs a Chromium.")
    with tempfile.TemporaryDirectory() as work:
        for shot in SHOTS:
            out = take(chromium, shot, home, folder, Path(work))
            print(f"{out.name}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
