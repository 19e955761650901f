"""Which role may do what: every permission of the product, as predicates in one place."""

from __future__ import annotations

from typing import Any

from rules import add_perm, is_active, predicate

from atalaya.web.accounts.models import Account, Role


@predicate
def is_administrator(account: Account) -> bool:
    """Whether the account runs the installation."""
    return getattr(account, "role", "") == Role.ADMINISTRATOR


def has_role(*roles: str) -> Any:
    """A predicate: whether the account has one of these roles."""

    @predicate("has_role:" + ",".join(roles))
    def check(account: Account) -> bool:
        return getattr(account, "role", "") in roles

    return check


PERMISSIONS = {
    "accounts.manage_accounts": is_active & is_administrator,
    "audit.view_audit": is_active & is_administrator,
}

for name, rule in PERMISSIONS.items():
    add_perm(name, rule)
