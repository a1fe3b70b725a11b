"""One HTML document from its parts: head, sections, styles, scripts, and the policy that lets nothing else in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from nodecluster.report.drawing import completed, static_picture
from nodecluster.report.embed import content_policy, script_json
from nodecluster.report.navigation import contents
from nodecluster.report.parts import Section


def document(
    top: str, head: object, sections: Sequence[Section], styles: Sequence[str], scripts: Sequence[str] = ()
) -> str:
    """Return one HTML document, the same text for the same parts; it needs no network and forbids itself one.

    Parameters
    ----------
    top : name of the head's template.
    head : what the head's template shows; its ``title`` and ``cohort`` name the page too.
    sections : in the order of the page.
    styles : names of files of ``static/``.
    scripts : text of the scripts, ours or plotly's.
    """
    template = _environment().get_template("page.html.jinja")
    style = "".join(static(name) for name in styles)
    policy = content_policy(scripts)
    keys = frozenset(section.key for section in sections)
    parts = {"top": top, "head": head, "sections": sections, "keys": keys, "contents": contents(sections)}
    text = template.render(**parts, style=style, scripts=scripts, policy=policy)
    # File names that are not UTF-8 reach us as lone surrogates, which no file can hold.
    return text.encode("utf-8", "replace").decode("utf-8")


def static(name: str) -> str:
    """Return a file of ``static/``."""
    return (resources.files("nodecluster.report") / "static" / name).read_text(encoding="utf-8")


def _unbroken(text: str) -> str:
    """Return a text in which no line ends between a number and its percent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


@cache
def _environment() -> Environment:
    """Return the templates. Everything is escaped: ``select_autoescape`` would overlook the ``.jinja`` ending."""
    environment = Environment(
        autoescape=True,
        loader=PackageLoader("nodecluster.report", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"script_json": script_json, "static_picture": static_picture, "completed": completed}
    environment.filters["unbroken"] = _unbroken
    return environment
