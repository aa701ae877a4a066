"""The attack kit: 85 hostile answers over HTTP and the hostile files of every kind that has a reader.

Takes a few minutes. The kit's own scorer runs it, in network namespaces in which loopback is all there is, and nowhere
else: where the system allows none, these tests are skipped.
"""

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.attack.memory import watched

MOST_MB = 350
"""Resident memory of all processes of one ingest together."""

_ADAPTER = f"{shlex.quote(sys.executable)} -m tests.attack.adapter_"
_HEAVY = "(?:decompression|endless|slow|size)$"
_PARTS = {
    "heavy": ("--http-cmd", f"{_ADAPTER}url {{url}} {{id}}", "--only", _HEAVY),
    "light": ("--http-cmd", f"{_ADAPTER}url {{url}} {{id}}", "--only", f"^(?!.*{_HEAVY})"),
    "files": (
        "--file-cmd",
        f"{_ADAPTER}file {{path}} {{kind}}",
        "--only",
        r"^files/(?:feed/|html/|config/|archive/|.*\.txt)",
    ),
}
"""The scorer takes one attack after the other; so three of them share the work."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the scorers said, by part, and the most memory that one ingest held."""

    told: Mapping[str, Mapping[str, Any]]
    peak_mb: float

    def failed(self, *parts: str) -> list[str]:
        """Each attack that did harm, with what it did."""
        rows = [row for part in parts for row in self.told[part]["rows"]]
        return [f"{row['id']}: {'; '.join(row['why'])}" for row in rows if not row["ok"]]


@pytest.fixture(scope="module")
def scored(corpus, root, tmp_path_factory) -> Scored:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-n", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system allows no network namespace (unshare -n), and the kit runs nowhere else")
    out = tmp_path_factory.mktemp("attacks")
    alone = [unshare, "-n", sys.executable, "-m", "tests.attack.alone"]
    scorer = [sys.executable, str(corpus / "attacks" / "score.py"), "--rss-mb", str(MOST_MB)]
    running = [
        subprocess.Popen([*alone, *scorer, *part, "--out", str(out / name)], cwd=root, stdout=subprocess.DEVNULL)
        for name, part in _PARTS.items()
    ]
    with watched({one.pid for one in running}) as peak:
        codes = [one.wait() for one in running]
    assert codes == [0] * len(_PARTS)
    return Scored({name: json.loads((out / name).read_text(encoding="utf-8")) for name in _PARTS}, peak.mb)


def test_every_hostile_answer_costs_only_itself(scored, corpus):
    manifest = json.loads(Path(corpus / "attacks" / "http_attacks.json").read_text(encoding="utf-8"))
    totals = [scored.told[part]["total"] for part in ("heavy", "light")]
    assert scored.failed("heavy", "light") == []
    assert sum(total["survived"] for total in totals) == len(manifest["attacks"])
    assert sum(total["canary_hits"] for total in totals) == 0
    assert sum(total["credential_leaks"] for total in totals) == 0


def test_every_hostile_file_comes_out_as_expected(scored):
    assert scored.failed("files") == []


def test_no_ingest_takes_much_memory(scored):
    assert scored.peak_mb <= MOST_MB
