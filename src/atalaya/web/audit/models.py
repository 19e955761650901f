"""An entry of the audit log; it can be added and read, never changed or removed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models

from atalaya.errors import AtalayaError


class AppendOnlyError(AtalayaError):
    """Code tried to change or remove an entry: a fault of ours."""


class Entry(models.Model):
    """One act: who, what, on what, with which details, and the chain that holds it in its place."""

    number = models.BigIntegerField(unique=True)
    moment = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"

    def own_hash(self) -> str:
        """SHA-256 over everything the entry says and the hash of the one before."""
        said: list[Any] = [self.number, self.moment.isoformat(), self.actor_id, self.action, self.subject, self.detail]
        text = json.dumps([*said, self.previous], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only once."""
        if self.pk is not None:
            raise AppendOnlyError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise AppendOnlyError("an audit entry is never removed")
