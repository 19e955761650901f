"""The import of one file: from the upload to the snapshot it led to, or to why it did not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """The way of an import; what ended stays ended."""

    UPLOADED = "uploaded", _("Received")
    PROPOSED = "proposed", _("To be confirmed")
    QUEUED = "queued", _("Waiting its turn")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")
    DISCARDED = "discarded", _("Discarded")


class ImportJob(models.Model):
    """One file on its way in. The bytes are in the folder of uploads, named by their hash.

    `proposal` is what inspection said (`Inspection.as_dict`), `profile` the TOML the analyst confirmed, `result` what
    `ImportResult.as_dict` said, `error` the id, message and hint of why it failed.
    """

    city = models.ForeignKey("observatory.City", on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(_("File"), max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    state = models.CharField(_("State"), max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    proposal = models.JSONField(default=dict, blank=True)
    profile = models.TextField(blank=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_expected = models.PositiveBigIntegerField(null=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.city_id}/{self.file_name}"
