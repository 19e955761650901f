"""Which role may do what: every permission of the product, as predicates in one place."""

from __future__ import annotations

from rules import add_perm, is_active, predicate

from atalaya.web.accounts.models import Account, Role


@predicate
def is_administrator(account: Account) -> bool:
    """Whether the account runs the installation."""
    return getattr(account, "role", "") == Role.ADMINISTRATOR


PERMISSIONS = {
    "accounts.manage_accounts": is_active & is_administrator,
    "audit.view_audit": is_active & is_administrator,
}

for name, rule in PERMISSIONS.items():
    add_perm(name, rule)
