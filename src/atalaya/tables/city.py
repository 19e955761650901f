"""A city as the lower floors know it: what they need to read its files and count its incidents, and no more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """The facts of a city that computation depends on; the web keeps them in its database and hands them down.

    `small_count_threshold` is the smallest count that may be published: counts from 1 to one below it are hidden.
    """

    code: str
    name: str
    time_zone: str = "America/Argentina/Buenos_Aires"
    country: str = ""
    language: str = "es"
    small_count_threshold: int = 5
    synthetic: bool = False
