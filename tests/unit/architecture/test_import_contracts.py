"""The arrow from the shell to the core, and each library behind its adapter."""

import ast
from pathlib import Path

import pytest
from importlinter.application.use_cases import SUCCESS, lint_imports
from importlinter.cli import lint_imports_command  # noqa: F401 - importing it configures the tool

ROOT = Path(__file__).resolve().parents[3]
ADAPTERS = {
    "stravalib": ("sync/strava/",),
    "requests": ("sync/strava/",),
    "sqlmodel": ("sync/store/",),
    "sqlalchemy": ("sync/store/",),
    "alembic": ("sync/store/migrate.py", "sync/store/migrations/"),
    "schedule": ("sync/daemon.py",),
    "rich": ("sync/cli/",),
    "click": ("sync/cli/",),
    "yaml": ("annotations/notes/",),
    "jinja2": ("annotations/report/",),
    "scipy": ("annotations/",),
    "numpy": ("annotations/",),
}


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) is SUCCESS


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_each_library_stays_behind_its_adapter() -> None:
    """The same by reading the sources, so that an import inside a function counts too."""
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {library}"
        for package in ("annotations", "sync")
        for path in (ROOT / package).rglob("*.py")
        for library in _imports(path) & set(ADAPTERS)
        if not path.relative_to(ROOT).as_posix().startswith(ADAPTERS[library])
    }

    assert found == set()


def test_the_core_never_imports_the_shell_nor_the_network() -> None:
    forbidden = {"sync", "socket", "http", "urllib", "sqlite3", "subprocess"}
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "annotations").rglob("*.py")
        for name in _imports(path) & forbidden
    }

    assert found == set()
