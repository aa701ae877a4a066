"""Leave-one-site-out: each site of the wire kit predicted by phrase lists that have never seen it.

A line of the lists (phrase, word, agency, city) that occurs in the copy of one site and of no other is taken out before
that site's cases are predicted. That is more than honesty asks for: many of these lines were known before the kit was.
So the figures are a floor for sites and languages that nobody has looked at, as the plain figures are a ceiling.
Rules in the stages cannot be taken out so; what they know of one site shows in neither figure.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from normalize.lists import groups_of
from normalize.phrasebook import UNSPACED, fold

ROOT = Path(__file__).resolve().parent.parent.parent
_LISTS = Path("normalize") / "phrases"
_PROGRAM = ("ingest", "normalize", "tests/bench", "tests/__init__.py")
_NOTES = frozenset({"language", "source"})
_WORDS = frozenset({"networks", "verbs", "words"})
_OF_PAGES = "page_classes"
"""Names of elements, which plain copy does not hold: no site of this kit can have taught one."""

Groups = list[dict[str, str]]


def predict_left_out(kit: Path) -> dict[str, Any]:
    """Every case's article as JSON, by the name of the case, its site unknown to the phrase lists."""
    sites = sites_of(kit)
    copy = {site: " ".join(fold(_raw(kit, case)) for case in cases) for site, cases in sites.items()}
    names = {path.stem for path in (ROOT / _LISTS).glob("*.toml")} - {_OF_PAGES}
    lists = {name: groups_of(name) for name in sorted(names)}
    seen = {line: _sites_with(line, copy) for line in {*_all_lines(lists)}}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        folds = pool.map(partial(_predict_site, kit, lists, seen), sites.items())
    return {case: article for fold_ in folds for case, article in fold_.items()}


def sites_of(kit: Path) -> dict[str, list[str]]:
    """The cases of each site: those cut from one page, and those whose names begin alike, are of one."""
    by_path: dict[str, str] = {}
    sites: dict[str, list[str]] = {}
    for case in sorted((path.parent.name for path in kit.glob("*/gold.json")), key=lambda case: "neg-" in case):
        path = json.loads((kit / case / "gold.json").read_text(encoding="utf-8"))["provenance"]["path"]
        place = path.split("/")[0] if path.startswith("reuters21578/") else path
        site = by_path.setdefault(place, case.removeprefix("neg-").split("-")[0])
        sites.setdefault(site, []).append(case)
    return sites


def _raw(kit: Path, case: str) -> str:
    return (kit / case / "raw.txt").read_text(encoding="utf-8", errors="replace")


def _all_lines(lists: Mapping[str, Groups]) -> Iterator[str]:
    for name, groups in lists.items():
        for group in groups:
            for key in group.keys() - _NOTES:
                yield from _entries(name, key, group[key])


def _entries(name: str, key: str, text: str) -> Iterable[str]:
    """What of a list is one entry: a line, or a word or city of it."""
    if name == "cities":
        return [city.strip() for line in text.splitlines() for city in line.split(",")]
    return text.split() if key in _WORDS else text.splitlines()


def _sites_with(entry: str, copy: Mapping[str, str]) -> frozenset[str]:
    return frozenset(site for site, text in copy.items() if _stands_in(fold(entry), text))


def _stands_in(phrase: str, text: str) -> bool:
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        if UNSPACED.search(phrase) or not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            return True
        at = text.find(phrase, at + 1)
    return False


def _without(lists: Mapping[str, Groups], seen: Mapping[str, frozenset[str]], site: str) -> dict[str, Groups]:
    """The lists without what only this site shows."""
    return {name: [_thinned(name, group, seen, site) for group in groups] for name, groups in lists.items()}


def _thinned(name: str, group: Mapping[str, str], seen: Mapping[str, frozenset[str]], site: str) -> dict[str, str]:
    joint = ", " if name == "cities" else "\n"
    return {
        key: text if key in _NOTES else joint.join(e for e in _entries(name, key, text) if seen[e] != frozenset({site}))
        for key, text in group.items()
    }


def _as_toml(groups: Groups) -> str:
    """The groups as their file holds them; what JSON writes as a string, TOML reads as one."""
    return "".join(
        "[[group]]\n" + "".join(f"{key} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in group.items())
        for group in groups
    )


def _predict_site(
    kit: Path, lists: Mapping[str, Groups], seen: Mapping[str, frozenset[str]], of: tuple[str, list[str]]
) -> dict[str, Any]:
    """The site's cases, predicted by a copy of the program with thinned lists."""
    site, cases = of
    with tempfile.TemporaryDirectory() as scratch:
        program, folder, out = (Path(scratch) / name for name in ("program", "kit", "out.json"))
        for part in _PROGRAM:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, program / part, ignore=shutil.ignore_patterns("__pycache__"))
        for name, groups in _without(lists, seen, site).items():
            (program / _LISTS / f"{name}.toml").write_text(_as_toml(groups), encoding="utf-8")
        for case in cases:
            (folder / case).mkdir(parents=True)
            shutil.copy(kit / case / "raw.txt", folder / case)
        command = [sys.executable, "-m", "tests.bench.predict", "wire", str(folder), str(out)]
        subprocess.run(command, cwd=program, env={**os.environ, "PYTHONPATH": str(program)}, check=True)
        predicted: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return predicted
