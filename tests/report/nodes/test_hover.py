"""What the scatter plot shows of the node that is pointed at."""

from __future__ import annotations

import base64

from nodecluster.report import page
from nodecluster.report.nodes.hover import hover_store
from nodecluster.report.sections.groups import section

from ..conftest import EVIL
from ..pictured import made_picture, with_pictures
from ..reading import Reader
from ..whole import hostile, whole


def test_every_point_leads_to_its_node():
    run = with_pictures(whole())
    made = section(run)
    store = made.content["hover"]
    rows = [row for trace in made.figures[0].plot["data"] for (row,) in trace["customdata"]]
    assert sorted(rows) == list(range(len(run.nodes))) == sorted(map(int, store))
    trace = made.figures[0].plot["data"][0]
    first = run.nodes.iloc[trace["customdata"][0][0]]
    who, said = store[str(trace["customdata"][0][0])][:2]
    assert who == f"{first['patient_id']} · {first['node_id']}"
    assert said.startswith(f"Group {first['group']}, score ")
    assert trace["hoverinfo"] == "none"
    assert "hovertemplate" not in trace


def test_a_node_is_shown_with_its_axial_picture():
    store = hover_store(with_pictures(whole()))
    picture = made_picture("axial", 3)
    image, *sizes, path = store["3"][2:]
    assert base64.b64decode(image) == picture.image
    assert (sizes, path) == ([57, 58, 0.7, 0.8], picture.outline)
    assert len(store[str(len(whole().nodes) - 1)]) == 2  # it has no picture


def test_without_pictures_plotly_shows_the_text():
    made = section(whole())
    assert made.content["hover"] is None
    assert all("hovertemplate" in trace for trace in made.figures[0].plot["data"])
    assert "node-pictures" not in {tag.get("id") for _, tag in Reader(page(whole())).tags}


def test_markup_stays_data():
    html = page(with_pictures(hostile()))
    assert EVIL not in html
    assert "\\u003cimg src=x" in html[html.index('id="node-pictures"') :]


def test_nodes_against_their_label_are_ringed():
    traces = section(whole()).figures[0].plot["data"]
    ringed = {trace["name"].split(" (")[0]: trace["marker"]["size"] for trace in traces if "against" in trace["name"]}
    assert ringed == {"Group 1, metastatic": 12, "Group 2, non-metastatic": 11}
