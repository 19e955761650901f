"""The only place that writes accounts: permission, the change and its audit entry in one transaction."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from atalaya.errors import ConflictError, PermissionRefusedError, UsageError
from atalaya.i18n import N_
from atalaya.web.accounts.models import Account, Role
from atalaya.web.audit.operations import record


def require(actor: Account | None, permission: str) -> None:
    """Refuse when `actor` may not; `None` is the command line on the machine itself, which may.

    Raises
    ------
    PermissionRefusedError
        ``not-allowed``.
    """
    if actor is not None and not actor.has_perm(permission):
        raise PermissionRefusedError(
            "not-allowed",
            N_("This account may not do that."),
            hint=N_("An administrator can do it, or change the role of this account."),
        )


@transaction.atomic
def create_account(actor: Account | None, *, email: str, name: str, role: str, password: str) -> Account:
    """A new person with one role.

    Raises
    ------
    UsageError
        ``role-unknown`` or ``password-weak``.
    ConflictError
        ``account-exists``.
    """
    require(actor, "accounts.manage_accounts")
    if role not in Role.values:
        raise UsageError("role-unknown", N_("There is no such role."), hint=N_("Choose one from the list."))
    if Account.objects.filter(email__iexact=email).exists():
        raise ConflictError("account-exists", N_("There is already an account with this e-mail address."))
    _require_strong(password, Account(email=email, name=name))
    account = Account.objects.create_user(email, password, name=name, role=role)
    record(actor, "account.created", f"account:{account.pk}", {"role": role})
    return account


def _require_strong(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise UsageError(
            "password-weak",
            N_("The password is too easy to guess."),
            hint=N_("Choose at least 12 characters: four words that do not belong together are good."),
        ) from error


def first_key() -> str:
    """The word that lets whoever started the server make the first account; of no use once there is one."""
    return salted_hmac("atalaya.first-account", "first").hexdigest()[:24]


@transaction.atomic
def create_first_account(key: str, *, email: str, name: str, password: str) -> Account:
    """The administrator of a new data folder, made on screen by whoever holds the word that the server printed.

    Raises
    ------
    PermissionRefusedError
        ``first-account-made`` when there is an account already, or the word is another.
    UsageError
        ``password-weak``.
    """
    if Account.objects.exists() or not constant_time_compare(key, first_key()):
        raise PermissionRefusedError(
            "first-account-made",
            N_("The first account cannot be made with this link."),
            hint=N_("Sign in with the account there is, or use the link printed when the server started."),
        )
    return create_account(None, email=email, name=name, role=Role.ADMINISTRATOR, password=password)


@transaction.atomic
def renew_password(actor: Account | None, account: Account, password: str) -> Account:
    """Another first password for a person who lost theirs; whoever is signed in as them has to sign in again.

    Raises
    ------
    UsageError
        ``password-weak``.
    """
    require(actor, "accounts.manage_accounts")
    _require_strong(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(actor, "account.password", f"account:{account.pk}")
    return account


@transaction.atomic
def set_active(actor: Account | None, account: Account, *, active: bool) -> Account:
    """Let a person sign in, or no longer; their sessions end at once, and the last administrator stays.

    Raises
    ------
    ConflictError
        ``last-administrator``.
    """
    require(actor, "accounts.manage_accounts")
    others = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=account.pk)
    if not active and account.role == Role.ADMINISTRATOR and not others.exists():
        raise ConflictError(
            "last-administrator",
            N_("This is the last administrator."),
            hint=N_("Make another account administrator first."),
        )
    if account.is_active != active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        record(actor, "account.opened" if active else "account.closed", f"account:{account.pk}")
    return account


@transaction.atomic
def set_role(actor: Account | None, account: Account, role: str) -> Account:
    """Give a person another role; the last administrator stays one.

    Raises
    ------
    UsageError
        ``role-unknown``.
    ConflictError
        ``last-administrator``.
    """
    require(actor, "accounts.manage_accounts")
    if role not in Role.values:
        raise UsageError("role-unknown", N_("There is no such role."), hint=N_("Choose one from the list."))
    others = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=account.pk)
    if account.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR and not others.exists():
        raise ConflictError(
            "last-administrator",
            N_("This is the last administrator."),
            hint=N_("Make another account administrator first."),
        )
    before, account.role = account.role, role
    account.save(update_fields=["role"])
    record(actor, "account.role", f"account:{account.pk}", {"before": before, "now": role})
    return account
