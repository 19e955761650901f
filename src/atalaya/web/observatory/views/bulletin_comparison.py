"""What changed since the issue before, for those who prepare and approve: what a reader will ask about first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from atalaya.tables.selection import Selection
from atalaya.web.observatory.models.bulletin import Bulletin
from atalaya.web.observatory.operations.bulletin_documents import earlier_issue, revisions_since

if TYPE_CHECKING:
    from atalaya.store.revisions import Revisions


@dataclass(frozen=True)
class IssueComparison:
    """The issue before, what its sources changed since, and its own period counted again with the newer data."""

    earlier: Bulletin
    revisions: Revisions
    counted_then: int
    counted_now: int


def comparison(account: Any, issue: Bulletin) -> IssueComparison | None:
    """How the issue before looks with the data of this one; nothing for readers, or where its data are gone."""
    if not account.has_perm("observatory.draft_bulletin") and not account.has_perm("observatory.publish_bulletin"):
        return None
    earlier = earlier_issue(issue)
    changed = revisions_since(issue, earlier)
    if earlier is None or changed is None:
        return None
    then, now = (_counted(earlier, snapshot) for snapshot in (earlier.snapshot, issue.snapshot))
    return IssueComparison(earlier, changed, then, now)


def _counted(issue: Bulletin, snapshot: str) -> int:
    """Incidents of the period of an issue in a snapshot."""
    from atalaya.indicators.selecting import selected

    columns = issue.city.store.open(snapshot).columns()
    return int(columns.count[selected(columns, Selection(start=issue.start, end=issue.end))].sum())
