"""The colours of the groups are the same wherever they are shown."""

from __future__ import annotations

import re

from nodecluster.colours import GROUP_COLOURS
from tests.conftest import ROOT


def test_the_style_sheet_has_the_same_colours_on_light_ground():
    css = (ROOT / "nodecluster" / "report" / "static" / "report.css").read_text(encoding="utf-8")
    light = css[: css.index("prefers-color-scheme: dark")]
    found = {int(group): colour for group, colour in re.findall(r"--group(\d): (#\w{6});", light)}
    assert found == GROUP_COLOURS
