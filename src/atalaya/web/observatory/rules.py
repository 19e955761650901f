"""Who may do what in the observatory; the rules of bulletins, which ask who wrote one, stand with their operations."""

from __future__ import annotations

from rules import add_perm, is_active, perm_exists

from atalaya.web.accounts.models import Role
from atalaya.web.accounts.rules import has_role

PERMISSIONS = {
    "observatory.view_city": is_active & has_role(*Role.values),
    "observatory.import_data": is_active & has_role(Role.ADMINISTRATOR, Role.ANALYST),
    "observatory.manage_city": is_active & has_role(Role.ADMINISTRATOR, Role.ANALYST),
    "observatory.manage_tokens": is_active & has_role(Role.ADMINISTRATOR),
}

for name, rule in PERMISSIONS.items():
    if not perm_exists(name):
        add_perm(name, rule)
