"""Every command in the README and the docs is run; every link points at something."""

import re
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from runners_machine import Machine

from sync.sandbox.export import watch_file, write_export
from sync.sandbox.state import SandboxState
from sync.sandbox.story import DISCOVERY_ID, Story
from sync.sandbox.visitor import consent

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(page: Path) -> Iterator[str]:
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            command = line.partition(" #")[0].strip()
            if command and not command.startswith("#"):
                yield command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_page_works(
    runner: Machine, strava: SandboxState, story: Story, page: Path, tmp_path: Path
) -> None:
    runner.twinge("sync")
    if "twinge import" in page.read_text(encoding="utf-8"):
        _own_files(tmp_path, story)
    for command in commands(page):
        words = shlex.split(command.replace("ID", str(DISCOVERY_ID)))
        if words[0] == "twinge":
            _run(runner, words[1:], tmp_path)
        else:
            assert _is_known(words), command


def _own_files(folder: Path, story: Story) -> None:
    """`export.zip` and `watch` in the working folder: the story's last runs."""
    write_export(folder / "export.zip", story.activities[-4:], story.gear)
    (folder / "watch").mkdir()
    (folder / "watch" / "run.fit").write_bytes(watch_file(story.activities[-1]))


def _run(runner: Machine, words: list[str], tmp_path: Path) -> None:
    """Run it as written; what asks or waits for a person gets one."""
    if words[0] == "login":
        process = runner.spawn(*words, *([] if "--no-browser" in words else ["--no-browser"]))
        assert process.stdout is not None
        consent(process.stdout.readline().strip())
        process.communicate(timeout=20)
        code = process.returncode
    elif words[0] in ("daemon", "sandbox"):
        process = runner.spawn(*words, *(["--port", "0"] if words[0] == "sandbox" else []))
        ready = process.stdout if words[0] == "sandbox" else process.stderr
        assert ready is not None
        ready.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        code = process.returncode
    elif words[0] == "init":
        code = runner.twinge(*words, "--yes").code
    elif words[0] == "demo" and len(words) > 1:
        code = runner.twinge(*words[:-1], str(tmp_path / "demo")).code
    elif words[0] in ("ok", "logout") and "--yes" not in words:
        code = runner.twinge(*words, "--yes").code
        runner.log_in()
    elif "--canary" in words:
        code = runner.spawn_with_input(*words, lines=["y"] * 20).returncode
    elif words[0] == "note":
        ran = runner.twinge(*words)
        draft, code = Path(ran.out.strip()), ran.code
        text = draft.read_text(encoding="utf-8")
        draft.write_text(re.sub(r"(?m)^pain:.*$", "pain: none", text), encoding="utf-8")
    else:
        code = runner.twinge(*words).code
    assert code == 0, words


def _is_known(words: list[str]) -> bool:
    """A make target that exists, or one of the installers and shell words that need no proof of ours."""
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text())
    if words[0] == "make":
        return len(words) == 2 and words[1] in targets
    return words[0] in {"git", "cd", "pipx", "export", "python3", ".ci/run"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_docs_name_every_setting() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    names = re.findall(r"(?m)^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"))

    assert len(names) >= 12
    assert [name for name in names if name not in text] == []
