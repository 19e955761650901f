"""Screens about people: my account, the list, the form."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from atalaya.errors import UsageError, UserError
from atalaya.web.accounts import operations
from atalaya.web.accounts.forms import AccountForm, FirstAccountForm
from atalaya.web.accounts.models import Account, Role
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
    people = Account.objects.order_by("-is_active", "name", "email")
    told = {"form": form, "people": people, "active": sum(one.is_active for one in people), "roles": Role.choices}
    return render(request, "accounts/accounts.html", told)


@login_required
@require_POST
def account_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role, another first password, or whether they may sign in; the operation refuses whoever may not."""
    account = get_object_or_404(Account, pk=pk)
    if "active" in request.POST:
        operations.set_active(request.user, account, active=request.POST["active"] == "yes")
    elif "password" in request.POST:
        operations.renew_password(request.user, account, request.POST["password"])
    else:
        operations.set_role(request.user, account, request.POST.get("role", ""))
    messages.success(request, _("The account was changed."))
    return redirect("accounts")


def first_account(request: HttpRequest) -> HttpResponse:
    """The administrator of a new data folder; the address works until there is one."""
    if Account.objects.exists():
        raise Http404
    form = FirstAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.create_first_account(request.GET.get("clave", ""), **form.cleaned_data)
        except UsageError as error:
            form.add_error("password", error.told(current_locale()))
        else:
            login(request, made, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("home")
    return render(request, "accounts/first_account.html", {"form": form})
