"""Screens about people: my account, the list, the form."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from atalaya.errors import UserError
from atalaya.web.accounts import operations
from atalaya.web.accounts.forms import AccountForm
from atalaya.web.accounts.models import Account
from atalaya.web.common.language import current_locale


@login_required
@require_GET
def account_home(request: HttpRequest) -> HttpResponse:
    """My account: role, password, second factor."""
    return render(request, "accounts/account_home.html")


@login_required
@permission_required("accounts.manage_accounts", raise_exception=True)
def accounts(request: HttpRequest) -> HttpResponse:
    """Everyone who may sign in, and the form for one more."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.create_account(request.user, **form.cleaned_data)
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            messages.success(request, _("The account was made."))
            return redirect("accounts")
    people = Account.objects.order_by("name", "email")
    return render(request, "accounts/accounts.html", {"form": form, "people": people})
