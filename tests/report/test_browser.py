"""The page in a real browser: it draws, it complains of nothing, its policy holds."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from nodecluster.report import page

from .test_page import evil_run
from .whole import hostile, whole

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
FLAGS = (
    "--headless --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --v=0 --virtual-time-budget=8000 --dump-dom"
)


def browse(html, folder) -> tuple[str, list[str]]:
    """Return the page as the browser built it, and what its console said."""
    path = folder / "report.html"
    path.write_text(html, encoding="utf-8")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [CHROMIUM, *FLAGS.split(), *sandbox, profile, path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def test_draws_every_plot_and_complains_of_nothing(validated, tmp_path):
    dom, console = browse(page(validated), tmp_path)
    assert console == []
    assert dom.count('class="cartesianlayer"') == 3
    assert dom.count('class="points"') > 3


def test_a_run_with_every_part_draws_every_plot(tmp_path):
    dom, console = browse(page(whole()), tmp_path)
    assert console == []
    assert dom.count('class="cartesianlayer"') == 7


@pytest.mark.parametrize("run", [evil_run, hostile], ids=["0.2.0", "whole"])
def test_markup_in_the_data_does_not_become_elements(run, tmp_path):
    dom, console = browse(page(run()), tmp_path)
    assert console == []
    assert "<img src=" not in dom.replace("&lt;", "")


def test_policy_refuses_a_foreign_script_and_a_request(validated, tmp_path):
    foreign = "<script>document.title = 'ran'</script><img src='http://127.0.0.1:9/x.png'>"
    dom, console = browse(page(validated).replace("</main>", f"{foreign}</main>"), tmp_path)
    assert "<title>ran" not in dom
    assert sum("violates the following Content Security Policy directive" in line for line in console) == 2
