"""Putting data, scripts and styles inside one HTML file so that none of it can break out, or reach out."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable


def script_json(value: object) -> str:
    r"""Return ``value`` as JSON that is safe inside ``<script>``: no angle bracket, no ampersand, ASCII only.

    ASCII also takes care of U+2028 and U+2029, which end a line in JavaScript.

    Raises
    ------
    ValueError
        the value holds NaN or an infinity, which JSON does not know.

    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def plot_text(value: object) -> str:
    """Return text that plotly shows as it is: plotly reads a small HTML of its own in labels.

    >>> plot_text("<b>7</b>")
    '&lt;b&gt;7&lt;/b&gt;'
    """
    return html.escape(str(value), quote=False)


def content_policy(scripts: Iterable[str]) -> str:
    """Return the Content-Security-Policy of a page that holds exactly these scripts.

    Scripts are allowed by their hash, so that text which slips through as markup still cannot run; nothing may be
    fetched. Styles may be inline because plotly sets them on its own elements.
    """
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{value}'" for value in hashes) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
