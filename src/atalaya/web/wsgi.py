"""The WSGI application that `atalaya run` and any other server start."""

from __future__ import annotations

import os
import threading
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atalaya.web.settings")

FETCHED_AFTER_S = 2.0
HEAVY = ("numba", "scipy.special", "scipy.stats")
"""What pages of figures need and the first page does not: fetched while nobody waits."""


def fetch_ahead() -> threading.Timer:
    """Import the heavy libraries a moment after the start, beside the first answers."""
    timer = threading.Timer(FETCHED_AFTER_S, lambda: [import_module(name) for name in HEAVY])
    timer.daemon = True
    timer.start()
    return timer


application = get_wsgi_application()
fetch_ahead()
