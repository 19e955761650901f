"""Filters that write figures as the reader's language writes them, and the marks of the screens."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from atalaya.i18n import translate
from atalaya.reports import numbers
from atalaya.web.common.language import current_locale

register = template.Library()
ICONS = {
    "tower": "M9 22h6M10 22l1-12h2l1 12M8 10h8M9 6h6l1 4H8zM12 3v3",
    "map": "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
    "chart": "M4 20V4M4 20h16M8 16l4-5 3 3 5-7",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "upload": "M12 16V4M7 9l5-5 5 5M4 20h16",
    "document": "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h7",
    "settings": "M4 7h10M18 7h2M4 17h2M10 17h10M14 4v6M6 14v6",
    "home": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "check": "M5 12l5 5 9-10",
    "warning": "M12 4l9 16H3zM12 10v4M12 17v.5",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 7.5v.5",
    "stop": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 9l6 6M15 9l-6 6",
    "table": "M4 5h16v14H4zM4 10h16M4 15h16M10 5v14",
    "download": "M12 4v11M7 11l5 5 5-5M4 20h16",
    "people": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "play": "M7 4l13 8-13 8z",
    "arrow": "M5 12h14M13 6l6 6-6 6",
}


@register.filter
def count(value: float | None) -> str:
    """A whole number with the language's separators."""
    return numbers.count(value, current_locale())


@register.filter
def decimal(value: float | None, digits: int = 1) -> str:
    """A number with so many decimals."""
    return numbers.decimal(value, current_locale(), int(digits))


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return numbers.percent(share, current_locale(), int(digits))


@register.filter
def day(value: dt.date | None) -> str:
    """A date in words."""
    return numbers.date(value, current_locale())


@register.filter
def month(value: dt.date | None) -> str:
    """A month and its year in words."""
    return numbers.month(value, current_locale())


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A date with the hour."""
    return numbers.moment(value, current_locale())


@register.filter
def told(message: object) -> str:
    """A source string of the lower floors in the reader's language, or what an object says of itself."""
    if hasattr(message, "told"):
        return str(message.told(current_locale()))
    return translate(str(message), current_locale())


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """What stands under a key in a mapping."""
    return mapping.get(key)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawn mark of 24 units; hidden from readers unless it has a label."""
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>', label, ICONS[name]
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])
