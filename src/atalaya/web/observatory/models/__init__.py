"""What the observatory keeps in the database; incidents themselves are in the store."""

from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus
from atalaya.web.observatory.models.city import City
from atalaya.web.observatory.models.import_job import ImportJob, ImportState
from atalaya.web.observatory.models.token import Token

__all__ = ["Bulletin", "BulletinStatus", "City", "ImportJob", "ImportState", "Token"]
