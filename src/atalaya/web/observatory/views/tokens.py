"""Tokens of the API: make one, see what they are used for, revoke."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from atalaya.web.observatory.models import City, Token
from atalaya.web.observatory.models.token import SCOPES
from atalaya.web.observatory.operations.tokens import create_token, revoke_token
from atalaya.web.observatory.views.shared import city_page

MANAGE = "observatory.manage_tokens"


class TokenForm(forms.Form):
    """What is asked of a new token."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("The program that will use it, and who answers for it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope, gettext_lazy(words)) for scope, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Until"),
        coerce=int,
        initial=90,
        choices=[(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("A year"))],
    )


@never_cache
@require_http_methods(["GET", "POST"])
@city_page(MANAGE)
def tokens(request: HttpRequest, city: City) -> HttpResponse:
    """The tokens of the city; a new one shows its secret on this page, this once."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, secret = create_token(request.user, city, **form.cleaned_data)
        form = TokenForm()
    context = {"city": city, "form": form, "secret": secret, "tokens": city.tokens.select_related("actor")}
    return render(request, "observatory/tokens.html", context | {"now": timezone.now(), "scopes": SCOPES})


@require_POST
@city_page(MANAGE)
def revoke(request: HttpRequest, city: City, number: int) -> HttpResponse:
    """End a token at once."""
    token = revoke_token(request.user, get_object_or_404(Token, pk=number, city=city))
    messages.success(request, _("The token %(name)s opens nothing any more.") % {"name": token.name})
    return HttpResponseRedirect(reverse("tokens", args=[city.code]))


urlpatterns = [
    path("<slug:code>/ajustes/tokens/", tokens, name="tokens"),
    path("<slug:code>/ajustes/tokens/<int:number>/anular/", revoke, name="token_revoke"),
]
