"""What goes inside script elements and the policy."""

from __future__ import annotations

import json

import pytest

from nodecluster.report.embed import content_policy, plot_text, script_json


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028\u2029", "&lt;", "é", "\udce9", '"\\'])
def test_json_comes_back_and_cannot_end_its_element(text):
    stored = script_json({text: [text]})
    assert json.loads(stored) == {text: [text]}
    assert stored.isascii()
    assert not set("<>&") & set(stored)


def test_json_refuses_what_a_browser_cannot_read():
    with pytest.raises(ValueError, match="JSON"):
        script_json([float("nan")])


def test_plot_text_leaves_plain_words_alone():
    assert plot_text('patient 7\'s "left" node') == 'patient 7\'s "left" node'


def test_policy_of_a_page_without_scripts_allows_none():
    assert "script-src 'none';" in content_policy([])


def test_policy_hash_is_the_one_a_browser_computes():
    # echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in content_policy(["alert(1)"])
