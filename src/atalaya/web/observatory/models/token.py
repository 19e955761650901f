"""A token of the API: what a program may ask for in a city's name, and until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

SCOPES: dict[str, str] = {
    "indicators:read": gettext_noop("Read counts, rates, months, changes and the calendar"),
    "map:read": gettext_noop("Read the areas, the hexagons, the hot spots and the density"),
    "imports:read": gettext_noop("Read which files were imported and what became of their rows"),
}
"""What a token can be allowed, and in words."""


class Token(models.Model):
    """Only a hash of the secret is kept; the secret is shown once, when it is made."""

    name = models.CharField(_("Name"), max_length=120)
    city = models.ForeignKey("observatory.City", on_delete=models.CASCADE, related_name="tokens")
    prefix = models.CharField(max_length=12)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("What it may do"), default=list)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("Until"))
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.prefix}…"
