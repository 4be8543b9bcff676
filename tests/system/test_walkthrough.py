"""The README's way with one's own Strava, walked against `twinge sandbox`: the demo's descriptions come back."""

import html
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.request import urlopen

import pytest

from sync.sandbox.visitor import consent

TWINGE = [sys.executable, "-c", "from sync.cli.main import run; run()"]


def _bare() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("TWINGE_", "STRAVA_"))}


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The lines that `twinge sandbox` prints, in the environment of the other terminal."""
    process = subprocess.Popen(
        [*TWINGE, "sandbox", "--port", "0", "--notes", str(tmp_path / "notes")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_bare(),
    )
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(4)]
    found = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    yield {**_bare(), **found, "TWINGE_HOME": str(tmp_path / "home")}
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)


def _twinge(env: Mapping[str, str], *arguments: str, answers: str = "") -> str:
    ran = subprocess.run(
        [*TWINGE, *arguments], input=answers, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, (arguments, ran.stdout, ran.stderr)
    return ran.stdout


def _description(env: Mapping[str, str], activity_id: str) -> str:
    with urlopen(f"{env['TWINGE_STRAVA_URL']}/activities/{activity_id}", timeout=10) as answer:  # noqa: S310
        page = answer.read().decode()
    found = re.search(r"<pre>(.*?)</pre>", page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def test_init_login_nightly_and_backfill_give_what_the_demo_shows(
    exported: Mapping[str, str], tmp_path: Path
) -> None:
    _twinge(exported, "init", answers="\n\nmi\n\ndescription\nfollowers_only\n")
    login = subprocess.Popen(
        [*TWINGE, "login", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=exported,
    )
    assert login.stdout is not None
    consent(login.stdout.readline().strip())
    login.communicate(timeout=20)
    assert login.returncode == 0

    _twinge(exported, "nightly")
    _twinge(exported, "doctor", "--canary", answers="y\n" + "\n" * 20)
    while "more: run" in _twinge(exported, "publish", "--backfill"):
        pass

    demo = _twinge(_bare(), "demo", str(tmp_path / "demo"))
    shown = [block.splitlines() for block in demo.split("\n\n")[1:4]]
    found = {i: _description(exported, i) for i in _ids(exported)}
    for _title, *lines in shown:
        text = "\n".join(line.removeprefix("  |").removeprefix(" ") for line in lines)
        assert [i for i, there in found.items() if _same(there, text)], text


def _ids(env: Mapping[str, str]) -> list[str]:
    with urlopen(f"{env['TWINGE_STRAVA_URL']}/", timeout=10) as answer:  # noqa: S310
        return re.findall(r"/activities/(\d+)", answer.read().decode())


def _same(there: str, shown: str) -> bool:
    """The demo shows a text without the blanks at its line ends."""
    lines = there.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines) == shown
