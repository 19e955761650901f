"""`atalaya bulletin`: the way of an issue from the draft to the public, with the same rules as on screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atalaya.cli.asked import CityOption, FromOption, ToOption, ask, known
from atalaya.cli.options import LOCALE, HomeOption, JsonOption, said
from atalaya.cli.output import note, print_json, print_line, progress
from atalaya.errors import NotFoundError, UsageError
from atalaya.i18n import N_

if TYPE_CHECKING:
    from atalaya.web.accounts.models import Account
    from atalaya.web.observatory.models import Bulletin, City

app = typer.Typer(help=said(N_("Bulletins: prepare, approve, publish, write to a file.")), no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(min=1, help=said(N_("Number of the issue.")), show_default=False)]
AsOption = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help=said(N_("Account that does it.")), show_default=False)
]
SentenceOption = Annotated[
    list[str] | None, typer.Option("--sentence", help=said(N_("What the analyst says; at most three times.")))
]
MissingOption = Annotated[
    list[str] | None, typer.Option("--missing", help=said(N_("Source that did not arrive; may be repeated.")))
]
OutOption = Annotated[
    Path, typer.Option("-o", "--output", help=said(N_("File to write: .pdf, .html or .xlsx.")), show_default=False)
]


@app.command("draft", help=said(N_("Make a draft and send it for approval, by the account of an analyst.")))
def draft(
    account: AsOption,
    city: CityOption = None,
    start: FromOption = None,
    end: ToOption = None,
    sentence: SentenceOption = None,
    missing: MissingOption = None,
    keep: Annotated[bool, typer.Option("--keep", help=said(N_("Leave it a draft; do not send it yet.")))] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """A new issue of the period named, else of the last whole month of the data."""
    period = _period(home, city, start, end)
    from atalaya.store.sources import silent_in
    from atalaya.web.observatory.operations import bulletins

    owner, snapshot, first, last = period
    silent = missing if missing is not None else silent_in(snapshot, first, last)
    made = bulletins.draft_bulletin(
        _account(account),
        owner,
        start=first,
        end=last,
        snapshot=snapshot.id,
        sentences=sentence or (),
        missing_sources=silent,
    )
    if silent and missing is None:
        note(said(N_("Said to be missing, as they have no rows in the period: {names}."), names=", ".join(silent)))
    if not keep:
        made = bulletins.submit_bulletin(_account(account), made)
    _tell(made, as_json=as_json)


@app.command("submit", help=said(N_("Send a draft for approval.")))
def submit(
    number: NumberArgument,
    account: AsOption,
    city: CityOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """From now on its words stand."""
    issue = _issue(home, city, number)
    from atalaya.web.observatory.operations import bulletins

    _tell(bulletins.submit_bulletin(_account(account), issue), as_json=as_json)


@app.command("approve", help=said(N_("Approve an issue, by another account than its author's; its files are made.")))
def approve(
    number: NumberArgument,
    account: AsOption,
    city: CityOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """A second person answers for it, also here."""
    issue = _issue(home, city, number)
    from atalaya.web.observatory.operations import bulletins

    with progress(said(N_("Making the files")), quiet=as_json) as step:
        done = bulletins.approve_bulletin(_account(account), issue, step)
    _tell(done, as_json=as_json)


@app.command("publish", help=said(N_("Publish an approved issue: anyone may read it.")))
def publish(
    number: NumberArgument,
    account: AsOption,
    city: CityOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """The issue it corrects, if any, says from now on that it is superseded."""
    issue = _issue(home, city, number)
    from atalaya.web.observatory.operations import bulletins

    _tell(bulletins.publish_bulletin(_account(account), issue), as_json=as_json)


@app.command("correct", help=said(N_("Begin an issue that will replace a published one, with the newest data.")))
def correct(
    number: NumberArgument,
    account: AsOption,
    city: CityOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """A draft with the words of the issue it corrects."""
    issue = _issue(home, city, number)
    from atalaya.web.observatory.operations import bulletins

    _tell(bulletins.correct_bulletin(_account(account), issue), as_json=as_json)


@app.command("list", help=said(N_("Every issue of a city, newest first.")))
def list_(city: CityOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Number, period, state."""
    owner = known(home, city)
    from atalaya.reports import numbers
    from atalaya.web.observatory.models import Bulletin

    issues = Bulletin.objects.filter(city=owner).select_related("city", "author", "approver", "replaces")
    if as_json:
        print_json({"city": owner.code, "bulletins": [_told(issue) for issue in issues]})
        return
    for issue in issues:
        print_line(f"{issue.number:4}  {numbers.period(issue.start, issue.end, LOCALE):28}  {_state(issue)}")
    if not issues:
        print_line(said(N_("There is no bulletin yet.")))


@app.command("file", help=said(N_("Write an issue to a file, in the language of --lang.")))
def file(
    number: NumberArgument,
    output: OutOption,
    city: CityOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """The file that was kept on approval, else the draft as it is now."""
    form = _form(output)
    issue = _issue(home, city, number)
    from atalaya.web.observatory.operations.bulletin_documents import render

    with progress(said(N_("Making the files")), quiet=as_json):
        data = render(issue, LOCALE, form)
    output.write_bytes(data)
    _tell_file(output, issue, data, as_json=as_json)


@app.command("render", help=said(N_("Write the bulletin of a period to a file, without keeping a draft.")))
def render_(
    output: OutOption,
    city: CityOption = None,
    start: FromOption = None,
    end: ToOption = None,
    sentence: SentenceOption = None,
    missing: MissingOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """To look at, in the language of --lang; it says on every page that it is not approved."""
    form = _form(output)
    owner, snapshot, first, last = _period(home, city, start, end)
    from atalaya.store.sources import silent_in
    from atalaya.web.observatory.models import Bulletin
    from atalaya.web.observatory.operations import bulletins
    from atalaya.web.observatory.operations.bulletin_documents import render

    silent = missing if missing is not None else silent_in(snapshot, first, last)
    said_words, gone = bulletins.check_words(start=first, end=last, sentences=sentence or (), missing_sources=silent)
    issue = Bulletin(city=owner, start=first, end=last, snapshot=snapshot.id, sentences=said_words)
    issue.missing_sources, issue.number = gone, bulletins.next_number(owner)
    with progress(said(N_("Making the files")), quiet=as_json):
        data = render(issue, LOCALE, form)
    output.write_bytes(data)
    _tell_file(output, issue, data, as_json=as_json)


def _period(home: Path | None, city: str | None, start: str | None, end: str | None) -> tuple[City, Any, Any, Any]:
    """The city, its newest data and the period: the one named, else the last whole month of the data."""
    asked = ask(home, city, start, end)
    if start is None and end is None:
        import datetime as dt

        from atalaya.web.observatory.operations.bulletin_documents import last_whole_month

        first, last = last_whole_month(dt.date.fromisoformat(asked.snapshot.manifest["last_day"]))
    else:
        first, last = asked.selection.start, asked.selection.end
    return asked.city, asked.snapshot, first, last


def _form(output: Path) -> str:
    form = output.suffix.lower().lstrip(".")
    if form not in {"pdf", "html", "xlsx"}:
        raise UsageError(
            "bulletin-form-unusable", N_("A bulletin is written as .pdf, .html or .xlsx, not as {form}."), form=form
        )
    return form


def _issue(home: Path | None, city: str | None, number: int) -> Bulletin:
    owner = known(home, city)
    from atalaya.web.observatory.models import Bulletin

    found = Bulletin.objects.filter(city=owner, number=number).first()
    if found is None:
        raise NotFoundError(
            "bulletin-unknown",
            N_("There is no bulletin no. {number} of {city}."),
            hint=N_("See them all: atalaya bulletin list."),
            number=number,
            city=owner.name,
        )
    return found


def _account(email: str) -> Account:
    from atalaya.web.accounts.models import Account

    found = Account.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise NotFoundError(
            "account-unknown",
            N_("There is no account {email}."),
            hint=N_("Make it: atalaya user create {email}."),
            email=email,
        )
    return found


def _told(issue: Bulletin) -> dict[str, object]:
    return {
        "city": issue.city.code,
        "number": issue.number,
        "from": str(issue.start),
        "to": str(issue.end),
        "status": str(issue.status),
        "snapshot": issue.snapshot,
        "author": issue.author.email if issue.author else None,
        "approver": issue.approver.email if issue.approver else None,
        "replaces": issue.replaces.number if issue.replaces else None,
        "files": dict(issue.files),
    }


def _state(issue: Bulletin) -> str:
    from django.utils import translation

    from atalaya.web.common.language import DJANGO_LANGUAGE

    with translation.override(DJANGO_LANGUAGE[LOCALE]):
        return str(issue.get_status_display())


def _tell(issue: Bulletin, *, as_json: bool) -> None:
    if as_json:
        print_json(_told(issue))
        return
    from atalaya.reports import numbers

    period = numbers.period(issue.start, issue.end, LOCALE)
    print_line(
        said(N_("Bulletin no. {number}, {period}: {state}"), number=issue.number, period=period, state=_state(issue))
    )


def _tell_file(output: Path, issue: Bulletin, data: bytes, *, as_json: bool) -> None:
    import hashlib

    told = {
        "file": str(output.resolve()),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "status": str(issue.status),
        "snapshot": issue.snapshot,
        "from": str(issue.start),
        "to": str(issue.end),
        "lang": LOCALE,
    }
    if as_json:
        print_json(told)
        return
    print_line(said(N_("The bulletin was written: {file}"), file=output))
    if not issue.is_frozen:
        note(said(N_("It is a draft: not approved, not for distribution.")))
