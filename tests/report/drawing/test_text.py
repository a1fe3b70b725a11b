"""Labels: plotly's small HTML as SVG text."""

from __future__ import annotations

from nodecluster.report.drawing.text import cut, height, lines, width, write
from nodecluster.report.embed import plot_text

EVIL = "<img src=x onerror=alert(1)>"


def test_bold_and_line_breaks_are_spans():
    made = write("<b>cN0</b> (n = 3)<br>second", (10, 20))
    assert made.count("<tspan") == 3
    assert '<tspan font-weight="bold" x="10" dy="0">cN0</tspan><tspan> (n = 3)</tspan>' in made
    assert '<tspan x="10" dy="16.2">second</tspan>' in made  # 13 px letters, lines 1.25 times as high


def test_what_a_user_wrote_is_text_once_escaped_and_never_twice():
    made = write(plot_text(f"{EVIL} & <b>bold</b>"), (0, 0))
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in made
    assert "<tspan" not in made


def test_markup_that_plotly_does_not_know_stays_text():
    assert write(EVIL, (0, 0)).count("<") == 2  # the text element alone
    assert lines("a<script>b")[0][0].text == "a<script>b"


def test_spaces_that_set_a_label_in_survive():
    assert "\u00a0\u00a0 T1" in write("   T1", (0, 0))


def test_the_middle_the_top_and_the_foot_of_a_label():
    # The base line lies 0.36 of 13 px = 4.68 px below the middle of a line, which is 16.25 px high.
    assert ' y="104.7"' in write("a", (0, 100))
    assert ' y="112.8"' in write("a", (0, 100), down=0)
    assert ' y="96.6"' in write("a", (0, 100), down=1)
    assert ' y="96.6"' in write("a<br>b", (0, 100))  # the first of two lines about the middle


def test_sizes_grow_with_letters_lines_and_weight():
    assert width("mmm") > width("iii")
    assert width("<b>mm</b>") > width("mm")
    assert width("a long line<br>b") == width("a long line")
    assert width("淋巴结") > width("abc")
    assert height("a<br>b") == 2 * height("a") == 2 * 13 * 1.25


def test_long_labels_are_cut_and_stay_escaped():
    short = cut("&lt;b&gt; a very long label indeed", 60)
    assert short.startswith("&lt;b")
    assert short.endswith("…")
    assert width(short) <= 60
    assert cut("short", 60) == "short"
