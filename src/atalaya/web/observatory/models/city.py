"""A city: its name, its clock, how it looks, and the smallest count it publishes."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from atalaya.home import find_home
from atalaya.store.city import CityStore
from atalaya.tables.city import City as CityFacts


class Language(models.TextChoices):
    """Languages a city's own documents are written in first."""

    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ENGLISH = "en", _("English")


class City(models.Model):
    """One city of this installation; `code` names its folder in the store and its pages."""

    code = models.SlugField(
        _("Code"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$")],
    )
    name = models.CharField(_("Name"), max_length=120)
    country = models.CharField(_("Country"), max_length=2, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=Language.choices, default=Language.SPANISH)
    time_zone = models.CharField(_("Time zone"), max_length=64, blank=True)
    small_count_threshold = models.PositiveSmallIntegerField(
        _("Smallest count that is published"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    accent = models.CharField(_("Colour"), max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")])
    logo = models.BinaryField(null=True, editable=False)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    synthetic = models.BooleanField(_("Synthetic"), default=False, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("City")

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> CityFacts:
        """The city as the lower floors know it."""
        return CityFacts(
            code=self.code,
            name=self.name,
            time_zone=self.time_zone,
            country=self.country,
            language=self.language,
            small_count_threshold=self.small_count_threshold,
            synthetic=self.synthetic,
        )

    @property
    def store(self) -> CityStore:
        """Where the city's snapshots, areas and residents are kept."""
        return CityStore(find_home().store, self.code)
