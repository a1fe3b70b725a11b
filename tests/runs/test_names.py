"""Where runs go."""

from __future__ import annotations

from pathlib import Path

from nodecluster import runs


def test_default_folders_do_not_meet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = []
    for _ in range(4):  # at most two seconds, so two of them share one
        folder = runs.default_folder("fit")
        folder.mkdir(parents=True)
        found.append(folder.name)
    assert len(set(found)) == 4
    assert all(name.startswith("fit-20") for name in found)
    assert folder.parent == Path("reports")
