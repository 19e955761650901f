"""Who may do what with a bulletin. The one who approves is never the one who wrote it."""

from __future__ import annotations

from typing import Any

from rules import add_perm, is_active, perm_exists, predicate

from atalaya.web.accounts.models import Role
from atalaya.web.accounts.rules import has_role
from atalaya.web.observatory.models.bulletin import Bulletin


@predicate
def is_author(account: Any, bulletin: Bulletin | None) -> bool:
    """Whether the account wrote the bulletin."""
    return bulletin is not None and bulletin.author_id == getattr(account, "pk", None)


@predicate
def is_public(account: Any, bulletin: Bulletin | None) -> bool:
    """Whether the bulletin was published: then anybody may read it, without an account too."""
    return bulletin is not None and bulletin.is_public


writes = has_role(Role.ADMINISTRATOR, Role.ANALYST)
approves = has_role(Role.ADMINISTRATOR, Role.APPROVER)
reads = has_role(Role.ADMINISTRATOR, Role.ANALYST, Role.APPROVER)

PERMISSIONS = {
    "observatory.draft_bulletin": is_active & writes,
    "observatory.approve_bulletin": is_active & approves & ~is_author,
    "observatory.publish_bulletin": is_active & approves,
    "observatory.view_bulletin": is_public | (is_active & reads),
}

for name, rule in PERMISSIONS.items():
    if not perm_exists(name):
        add_perm(name, rule)
