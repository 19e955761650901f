"""Filters of the answer screens: rates, changes, and numbers for drawings, which no language writes its own way."""

from __future__ import annotations

from django import template

from atalaya.reports import numbers
from atalaya.web.common.language import current_locale

register = template.Library()


@register.filter
def rate(value: float | None) -> str:
    """A rate as reports write it."""
    return numbers.rate(value, current_locale())


@register.filter
def change(ratio: float | None) -> str:
    """The percentage a ratio stands for, with its sign."""
    return numbers.change_percent(ratio, current_locale())


@register.filter
def times(ratio: float) -> str:
    """A ratio on an axis: ×2, ×½."""
    return {0.125: "×⅛", 0.25: "×¼", 0.5: "×½"}.get(ratio, f"×{ratio:g}")


@register.filter
def svg(value: float | None) -> str:
    """A number as SVG reads it."""
    return f"{value or 0:g}"
