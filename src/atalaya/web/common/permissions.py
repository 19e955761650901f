"""Every permission of the product in a sentence, and which roles hold it; `docs/permissions.md` is made of it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    "accounts.manage_accounts": gettext_noop("Make accounts and change their roles"),
    "audit.view_audit": gettext_noop("Read the audit log"),
    "observatory.view_city": gettext_noop("See the figures, the map and the calendar of a city"),
    "observatory.import_data": gettext_noop("Import files of incidents"),
    "observatory.manage_city": gettext_noop("Change the facts, the areas and the residents of a city"),
    "observatory.manage_tokens": gettext_noop("Make and revoke tokens of the API"),
    "observatory.draft_bulletin": gettext_noop("Write bulletins"),
    "observatory.approve_bulletin": gettext_noop("Approve bulletins that another person wrote"),
    "observatory.publish_bulletin": gettext_noop("Publish approved bulletins"),
    "observatory.view_bulletin": gettext_noop("Read bulletins that are not public yet"),
}
"""Name of the permission, and what the person may do with it."""


def registered() -> set[str]:
    """Names of our permissions that the code asks for; each app's rules are imported first."""
    from importlib import import_module

    from rules.permissions import permissions

    import_module("atalaya.web.observatory.operations.bulletin_rules")
    return {name for name in permissions if name.split(".")[0] in {"accounts", "audit", "observatory"}}


def holders(permission: str) -> list[str]:
    """The roles that hold a permission, in the order in which roles are offered."""
    from rules import has_perm

    from atalaya.web.accounts.models import Account, Role

    return [role.value for role in Role if has_perm(permission, Account(role=role.value, is_active=True))]


def page() -> str:
    """The page as Markdown, in three languages."""
    from atalaya.i18n import translate

    lines = ["# Permisos · Permissões · Permissions\n"]
    lines += ["A role is a set of permissions. Whoever reads a published bulletin needs no account.\n"]
    lines += ["| permission | roles | es | pt | en |", "|---|---|---|---|---|"]
    for name in sorted(SENTENCES):
        told = " | ".join(translate(SENTENCES[name], locale) for locale in ("es", "pt", "en"))
        lines.append(f"| `{name}` | {', '.join(holders(name))} | {told} |")
    return "\n".join(lines)
