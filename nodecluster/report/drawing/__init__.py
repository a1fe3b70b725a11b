"""The static picture of every interactive figure, from the same specification.

``static_picture`` draws the part of plotly's specification that our figures use, as SVG that needs no script, no style
sheet and no network: words, axes and grid are in the colour of the text around them (``currentColor``), so that light,
dark and print need no second picture. There are two, a wide and a narrow one; the style sheet shows the one that fits,
so that letters stay as large on a telephone.

A property that would change the picture and is not known here (``known.py``) raises ValueError and names it, so that
static and interactive figure never tell different stories. What has to do with the mouse only (``hovertemplate``,
``customdata``, ``modebar``, ...) is passed over.

``completed`` gives plotly the same specification with what the picture has chosen: the axes' ranges above all.

The subset
----------
layout : ``height``, ``margin`` (``t`` and ``r``; the others are measured), ``showlegend``, ``legend`` (always below the
    axes, in columns; ``title``, ``traceorder``), ``barmode`` group, stack, relative or overlay, ``bargap``,
    ``bargroupgap``, ``annotations`` (``showarrow`` false), ``shapes`` (line, rect).
xaxis, yaxis, xaxis2, ... : ``title``, ``range``, ``rangemode``, ``autorange`` reversed, ``type`` linear or category
    (words need it said), ``categoryarray``, ``dtick``, ``tick0``, ``nticks``, ``tickvals`` with ``ticktext``,
    ``tickformat`` (``.0%``, ``.1f``, ``,d``, ``.3g``, ``.2~f``), ``tickprefix``, ``ticksuffix``, ``tickangle``,
    ``ticks`` outside, ``showticklabels``, ``showgrid``, ``zeroline``, ``showline``, ``visible``, ``side``, ``domain``
    and ``anchor`` for small multiples.
scatter : ``mode`` of lines, markers, text; ``line`` (``color``, ``width``, ``dash``, ``shape`` linear, hv or vh);
    ``marker`` (``symbol`` circle, square, diamond, cross, x, triangle-up, triangle-down, each also ``-open``; ``size``,
    ``color``, ``opacity``, ``line``, one for all or a list; numbers as colours with ``colorscale`` as pairs, ``cmin``,
    ``cmax``, ``cmid``, ``showscale``); ``fill`` tozeroy, tonexty, toself with ``fillcolor``; ``error_x``, ``error_y``;
    ``text`` with ``textposition`` and ``textfont``. A gap is None.
bar : ``orientation``, ``base``, ``width``, ``marker`` (``color``, ``opacity``, ``line``, ``pattern``), ``text`` with
    ``textposition`` and ``constraintext`` none, error bars.
heatmap : ``z``, ``x``, ``y``, ``colorscale`` as pairs, ``zmin``, ``zmax``, ``zmid``, ``xgap``, ``ygap``, ``colorbar``
    (upright, with a title), ``text`` with ``texttemplate`` ``%{text}``.

Every colour has to be said, as ``#rrggbb``, ``rgb()`` or ``rgba()``. Labels may hold plotly's ``<b>``, ``<i>`` and
``<br>``; a user's text goes through ``embed.plot_text`` first.
"""

from __future__ import annotations

from nodecluster.report.drawing.completing import completed
from nodecluster.report.drawing.picture import static_picture

__all__ = ["completed", "static_picture"]
