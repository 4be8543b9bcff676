"""Accessibility of the report by axe-core in a headless Chromium: light and dark, wide and phone.

`make axe` installs axe-core by npm into a folder that is thrown away and runs this on the demo's pages.
The page's own policy lets no other script in, so it is a copy without the policy that axe is put into.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
RUN = """<pre id="axe" hidden></pre><script>%s</script><script>
document.querySelectorAll("details").forEach((one) => {
  one.open = true;
  one.dispatchEvent(new Event("toggle")); // the browser's own comes later
});
axe.run(document, { resultTypes: ["violations", "incomplete"] }).then((found) => {
  const told = (rules) => rules.map((r) => [r.id, r.nodes.length, r.nodes[0].html.slice(0, 160),
    r.nodes[0].failureSummary]);
  document.getElementById("axe").textContent = JSON.stringify({
    violations: told(found.violations), incomplete: told(found.incomplete), passes: found.passes.length,
  });
});
</script></body>"""
LOOKS = (("light", 1), ("dark", 0))
WIDTHS = (1200, 390)


def axe(
    chromium: str, page: Path, scheme: int, width: int, profile: Path
) -> dict[str, list[list[object]]]:
    done = subprocess.run(  # noqa: S603 - a browser of this machine, no shell
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            f"--blink-settings=preferredColorScheme={scheme}", f"--window-size={width},900",
            f"--user-data-dir={profile}", "--virtual-time-budget=60000", "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    found = re.search(r'<pre id="axe" hidden="">(.+?)</pre>', done.stdout, re.DOTALL)
    if found is None:
        raise SystemExit(f"axe said nothing of {page.name}.")
    told: dict[str, list[list[object]]] = json.loads(html.unescape(found[1]))
    return told


def main(script: Path, pages: list[Path]) -> int:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("This needs a Chromium.")
    runner = RUN % script.read_text(encoding="utf-8").replace("</script", "<\\/script")
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for page in pages:
            copy = Path(folder) / page.name
            text = POLICY.sub("", page.read_text(encoding="utf-8")).replace("</body>", runner)
            copy.write_text(text, encoding="utf-8")
            for look, scheme in LOOKS:
                for width in WIDTHS:
                    told = axe(chromium, copy, scheme, width, Path(folder) / "profile")
                    bad += len(told["violations"])
                    print(
                        f"{page.name} {look} {width}: {len(told['violations'])} violations, "
                        f"{len(told['incomplete'])} undecided, {told['passes']} rules passed"
                    )
                    for rule, nodes, first, why in (*told["violations"], *told["incomplete"]):
                        print(f"  {rule} ({nodes}): {first}\n    {why}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
