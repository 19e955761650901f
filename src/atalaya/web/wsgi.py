"""The WSGI application that `atalaya run` and any other server start."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atalaya.web.settings")

application = get_wsgi_application()
