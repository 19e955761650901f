"""A bulletin: which city, which period, which data, whose words, and how far it has come towards being public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_SENTENCES = 3


class BulletinStatus(models.TextChoices):
    """The way of a bulletin; only a draft can be changed."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class Bulletin(models.Model):
    """One issue. Its figures come from `snapshot`, which never changes; its files are kept by their content.

    `files` maps ``"es.pdf"`` and so on to the SHA-256 of the bytes; it is filled on approval and not touched again.
    """

    city = models.ForeignKey("observatory.City", on_delete=models.PROTECT, related_name="bulletins")
    number = models.PositiveIntegerField(_("Number"))
    start = models.DateField(_("From"))
    end = models.DateField(_("Until"))
    sentences = models.JSONField(_("What the analyst says"), default=list, blank=True)
    missing_sources = models.JSONField(_("Sources that did not arrive"), default=list, blank=True)
    snapshot = models.CharField(_("Snapshot"), max_length=64)
    status = models.CharField(_("State"), max_length=12, choices=BulletinStatus.choices, default=BulletinStatus.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    files = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("city", "number"), name="one_bulletin_a_number"),
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="bulletin_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.city_id}/{self.number}"

    @property
    def is_public(self) -> bool:
        """Whether it was published; a superseded issue stays reachable and says so."""
        return self.status in {BulletinStatus.PUBLISHED, BulletinStatus.SUPERSEDED}

    @property
    def is_frozen(self) -> bool:
        """Whether its files are made and nothing of it changes any more."""
        return self.status in {BulletinStatus.APPROVED, BulletinStatus.PUBLISHED, BulletinStatus.SUPERSEDED}
