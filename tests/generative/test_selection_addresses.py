"""Any selection survives being an address."""

from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from atalaya.tables.selection import Selection

words = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable())
selections = st.builds(
    Selection,
    start=st.none() | st.dates(),
    end=st.none() | st.dates(),
    areas=st.lists(words, max_size=3).map(tuple),
    categories=st.lists(words, max_size=3).map(tuple),
    hours=st.sets(st.integers(0, 23)).map(sorted).map(tuple),
    weekdays=st.sets(st.integers(0, 6)).map(sorted).map(tuple),
)


@given(selections)
def test_there_and_back(selection: Selection) -> None:
    assert Selection.from_query(parse_qs(selection.as_query())) == selection
