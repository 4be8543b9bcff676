"""What is installed, and from what: the lock, the settings' example, the change log."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ]", text)[0].lower() for text in requirements}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])],
)
def test_the_lock_names_every_dependency_with_hashes_and_no_host(
    lock: str, extras: list[str]
) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    wanted = _names(PROJECT["dependencies"])
    for extra in extras:
        wanted |= _names(PROJECT["optional-dependencies"][extra])
    locked = re.findall(r"(?m)^([a-z0-9-]+)(?:\[[a-z,]+\])?==", text)

    assert wanted <= set(locked)
    assert text.count("--hash=sha256:") >= len(locked)
    assert "://" not in text
    assert "--index-url" not in text


def test_no_file_names_an_index_or_somebodys_folder() -> None:
    told = re.compile(r"pypi\.org/simple|pythonhosted|registry\.npmjs|(?<!\w)/home/(?!you)|/Users/")
    suffixes = {".py", ".toml", ".md", ".lock", ".yml", ".example", ".j2"}
    files = [
        path
        for folder in ("annotations", "sync", "docs", "tests", "bench", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and path.name != Path(__file__).name
    ]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in suffixes]

    assert len(files) > 100
    assert [path for path in files if told.search(path.read_text(encoding="utf-8"))] == []


def test_the_change_log_knows_every_command() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    for command in ("demo", "init", "login", "sync", "check", "insights", "publish", "undo"):
        assert f"`{command}" in text or f"`twinge {command}" in text
