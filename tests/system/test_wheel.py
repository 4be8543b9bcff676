"""What users install: the wheel, away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _twinge(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from sync.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-P", "-c", program, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(site), "TWINGE_HOME": str(cwd / "home")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_all_that_the_demo_needs(installed: Path, tmp_path: Path) -> None:
    ran = _twinge(installed, tmp_path, "demo", str(tmp_path / "demo"))

    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    assert (tmp_path / "demo" / "home" / "report.html").stat().st_size > 10_000


def test_the_wheel_is_what_ran(installed: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "import annotations, sync; print(annotations.__file__, sync.__file__)",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.count(str(installed)) == 2


def test_the_wheel_holds_only_the_two_packages(installed: Path) -> None:
    tops = {path.name for path in installed.iterdir()}

    assert {name for name in tops if not name.endswith(".dist-info")} == {"sync", "annotations"}
    assert (installed / "annotations" / "py.typed").exists()


def test_the_wheel_holds_every_revision_of_the_database(installed: Path) -> None:
    folder = Path("sync", "store", "migrations", "versions")
    revisions = {path.name for path in (ROOT / folder).glob("r*.py")}

    assert len(revisions) > 1
    assert revisions <= {path.name for path in (installed / folder).iterdir()}
