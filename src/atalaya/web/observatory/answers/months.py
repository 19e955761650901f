"""The months of an answer as a drawing made of classes, so that it follows the page by day, by night and on paper.

Two widths are drawn and the page shows the one that fits: letters stay as large as the text around them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from atalaya.indicators.series import MonthlySeries
from atalaya.reports import numbers
from atalaya.web.observatory.answers.scale import Scale, nice_scale


@dataclass(frozen=True)
class Frame:
    """Size of a drawing and of the margins around its plot, in pixels."""

    width: int
    height: int
    left: int = 48
    right: int = 36
    top: int = 14
    bottom: int = 30

    def x(self, place: int, count: int) -> float:
        """Where the month of a place stands."""
        share = place / (count - 1) if count > 1 else 0.5
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, value: float, scale: Scale) -> float:
        """How far down a value stands."""
        return round(self.height - self.bottom - (scale.at(value) or 0) / 100 * self._tall, 1)

    @property
    def _tall(self) -> int:
        return self.height - self.top - self.bottom


WIDE = Frame(1120, 280)
NARROW = Frame(340, 240, left=38, right=14)


def draw_months(series: MonthlySeries, locale: str, frame: Frame, asked: tuple[dt.date, dt.date]) -> SafeString:
    """The line with its band; unfinished months dashed; months outside the period asked for paler.

    An empty string where there are fewer than two months.
    """
    rows = series.table.filter(series.table["events"].is_not_null()).sort("month").to_dicts()
    if len(rows) < 2:
        return mark_safe("")
    scale = nice_scale(max(row["high"] if row["complete"] else row["events"] for row in rows))
    points = [(frame.x(place, len(rows)), frame.y(row["events"], scale)) for place, row in enumerate(rows)]
    whole = [place for place, row in enumerate(rows) if row["complete"]]
    first, last = (whole[0], whole[-1]) if whole else (0, -1)
    parts = [
        _grid(frame, scale, locale),
        _asked(rows, frame, asked),
        _band(rows[first : last + 1], points[first : last + 1], frame, scale),
        _line(points[first : last + 1], "line"),
        _line(points[: first + 1], "line provisional") if first else "",
        _line(points[max(last, 0) :], "line provisional") if last < len(rows) - 1 else "",
        _dots(rows, points, locale),
        _value(rows[max(last, 0)], points[max(last, 0)], frame, locale),
        _months(rows, frame, locale),
    ]
    return format_html(
        '<svg class="drawn" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        frame.width,
        frame.height,
        frame.width,
        frame.height,
        mark_safe("".join(parts)),  # noqa: S308  (each part was made by format_html)
    )


def _grid(frame: Frame, scale: Scale, locale: str) -> SafeString:
    lines = ((frame.y(tick, scale), numbers.count(tick, locale)) for tick in scale.ticks)
    return format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/><text class="tick" x="{3}" y="{4}">{5}</text>',
        ((frame.left, frame.width - frame.right, y, frame.left - 8, y + 4, told) for y, told in lines),
    )


def _asked(rows: list[dict[str, object]], frame: Frame, asked: tuple[dt.date, dt.date]) -> str:
    """A wash behind the months that were asked for, when the drawing reaches further back."""
    inside = [place for place, row in enumerate(rows) if asked[0].replace(day=1) <= row["month"] <= asked[1]]
    if not inside or len(inside) == len(rows):
        return ""
    left, right = frame.x(inside[0], len(rows)), frame.x(inside[-1], len(rows))
    return format_html(
        '<rect class="asked" x="{}" y="{}" width="{}" height="{}"/>',
        left - 6,
        frame.top,
        round(right - left + 12, 1),
        frame.height - frame.top - frame.bottom,
    )


def _band(rows: list[dict[str, float]], points: list[tuple[float, float]], frame: Frame, scale: Scale) -> str:
    if len(rows) < 2:
        return ""
    upper = [f"{x},{frame.y(row['high'], scale)}" for (x, _y), row in zip(points, rows, strict=True)]
    lower = [f"{x},{frame.y(row['low'], scale)}" for (x, _y), row in zip(points, rows, strict=True)]
    return format_html('<polygon class="band" points="{}"/>', " ".join([*upper, *reversed(lower)]))


def _line(points: list[tuple[float, float]], kind: str) -> str:
    if len(points) < 2:
        return ""
    return format_html('<polyline class="{}" points="{}"/>', kind, " ".join(f"{x},{y}" for x, y in points))


def _dots(rows: list[dict[str, object]], points: list[tuple[float, float]], locale: str) -> SafeString:
    return format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="3"><title>{}: {}</title></circle>',
        (
            (
                "dot" if row["complete"] else "dot provisional",
                x,
                y,
                numbers.month(row["month"], locale),
                numbers.count(row["events"], locale),
            )
            for row, (x, y) in zip(rows, points, strict=True)
        ),
    )


def _value(row: dict[str, object], point: tuple[float, float], frame: Frame, locale: str) -> SafeString:
    """The figure of the last complete month, written where it stands."""
    kind = "value last" if frame.right < 30 else "value"
    return format_html(
        '<text class="{}" x="{}" y="{}">{}</text>', kind, point[0], point[1] - 12, numbers.count(row["events"], locale)
    )


def _months(rows: list[dict[str, object]], frame: Frame, locale: str) -> SafeString:
    """Names under so many months as there is room for, counted back from the last."""
    step = max(1, -(-len(rows) * 74 // (frame.width - frame.left - frame.right)))
    marked = range(len(rows) - 1, -1, -step)
    return format_html_join(
        "",
        '<text class="month{}" x="{}" y="{}">{}</text>',
        (
            (
                " last" if place == len(rows) - 1 and frame.right < 30 else "",
                frame.x(place, len(rows)),
                frame.height - 8,
                numbers.short_month(rows[place]["month"], locale),
            )
            for place in marked
        ),
    )
