"""A backup: holds everything, tells when it was changed or cut, and never writes over anything."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atalaya.cli import archive
from atalaya.errors import ConflictError, InputFileError, NotFoundError, StorageError
from atalaya.home import Home

NOW = dt.datetime(2025, 7, 1, 12, 30, tzinfo=dt.UTC)


def no_step(_done: float, _of: float | None) -> None:
    return None


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A data folder with a database, a pointer above a snapshot, a secret, and things that are not to be kept."""
    home = Home(tmp_path / "home").ensure()
    with closing(sqlite3.connect(home.database)) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table city (code text)")
        database.execute("insert into city values ('puerto-claro')")
        database.commit()
    city = home.store / "city=puerto-claro"
    (city / "snapshots" / "abc").mkdir(parents=True)
    (city / "current.json").write_text('{"id": "abc"}', encoding="utf-8")
    (city / "snapshots" / "abc" / "rows.parquet").write_bytes(bytes(range(256)) * 40)
    (home.cache / "kernel.nbi").write_bytes(b"thrown away")
    (home.documents / "half.part").write_bytes(b"unfinished")
    home.secret_key.write_text("secret", encoding="utf-8")
    home.secret_key.chmod(0o600)
    return home


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    target = tmp_path / "backup.zip"
    archive.create(home, target, now=NOW, step=no_step)
    return target


def rewrite(path: Path, changes: dict[str, bytes | None], *, manifest: dict[str, object] | None = None) -> None:
    """The same archive with parts replaced, taken out (null) or added, and a manifest of one's own."""
    with zipfile.ZipFile(path) as source:
        parts: dict[str, bytes | None] = {name: source.read(name) for name in source.namelist()}
    parts |= changes
    if manifest is not None:
        parts[archive.MANIFEST] = json.dumps(json.loads(parts[archive.MANIFEST] or b"") | manifest).encode()
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            if data is not None:
                target.writestr(name, data)


def test_everything_comes_back_and_nothing_that_can_be_thrown_away(home: Home, backup: Path, tmp_path: Path) -> None:
    restored = Home(tmp_path / "restored")
    contents = archive.restore(backup, restored, step=no_step)
    assert contents.created == "2025-07-01T12:30:00+00:00"
    assert set(contents.files) == {
        "atalaya.db",
        "secret.key",
        "store/city=puerto-claro/current.json",
        "store/city=puerto-claro/snapshots/abc/rows.parquet",
    }
    for name in set(contents.files) - {"atalaya.db"}:
        assert (restored.root / name).read_bytes() == (home.root / name).read_bytes()
    with closing(sqlite3.connect(restored.database)) as database:
        assert database.execute("select code from city").fetchall() == [("puerto-claro",)]
    assert stat.S_IMODE(restored.secret_key.stat().st_mode) == 0o600
    assert restored.uploads.is_dir()


def test_the_file_is_its_owners_alone_because_it_holds_the_secret(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_the_database_is_copied_as_of_one_moment_while_it_is_written(home: Home, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home.database)) as writer:
        writer.execute("insert into city values ('in the log, not yet in the file')")
        writer.commit()
        writer.execute("insert into city values ('never committed')")
        archive.create(home, tmp_path / "b.zip", now=NOW, step=no_step)
        writer.rollback()
    restored = Home(tmp_path / "restored")
    archive.restore(tmp_path / "b.zip", restored, step=no_step)
    with closing(sqlite3.connect(restored.database)) as database:
        assert database.execute("select count(*) from city").fetchone() == (2,)


def test_pointers_are_read_before_what_they_point_to(home: Home) -> None:
    names = [path.relative_to(home.root).as_posix() for path in archive.parts_of(home)]
    pointer, rows = "store/city=puerto-claro/current.json", "store/city=puerto-claro/snapshots/abc/rows.parquet"
    assert names.index(pointer) < names.index(rows)


def test_a_part_swept_away_meanwhile_is_left_out(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = [*archive.parts_of(home), home.store / "swept.parquet"]
    monkeypatch.setattr(archive, "parts_of", lambda _home: gone)
    contents = archive.create(home, tmp_path / "b.zip", now=NOW, step=no_step)
    assert len(contents.files) == 4
    assert archive.verify(tmp_path / "b.zip", step=no_step) == contents


def test_a_backup_inside_the_data_folder_does_not_hold_itself(home: Home) -> None:
    target = home.root / "copies" / "b.zip"
    first = archive.create(home, target, now=NOW, step=no_step)
    assert not [name for name in first.files if name.startswith("copies")]


def test_a_folder_without_a_database_is_backed_up_too(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    (home.root / "note.txt").write_text("x", encoding="utf-8")
    assert list(archive.create(home, tmp_path / "b.zip", now=NOW, step=no_step).files) == ["note.txt"]
    archive.restore(tmp_path / "b.zip", Home(tmp_path / "restored"), step=no_step)
    assert not (tmp_path / "restored" / "secret.key").exists()


def test_a_data_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as refused:
        archive.create(Home(tmp_path / "none"), tmp_path / "b.zip", now=NOW, step=no_step)
    assert refused.value.id == "home-absent"


def test_a_backup_never_replaces_a_file(home: Home, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(ConflictError) as refused:
        archive.create(home, backup, now=NOW, step=no_step)
    assert refused.value.id == "backup-exists"
    assert backup.read_bytes() == before


def test_a_backup_that_is_stopped_leaves_nothing(home: Home, tmp_path: Path) -> None:
    def stop(_done: float, _of: float | None) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "copies"
    with pytest.raises(KeyboardInterrupt):
        archive.create(home, folder / "b.zip", now=NOW, step=stop)
    assert list(folder.iterdir()) == []


def test_a_restore_that_is_stopped_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    def stop(_done: float, _of: float | None) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "elsewhere"
    with pytest.raises(KeyboardInterrupt):
        archive.restore(backup, Home(folder / "home"), step=stop)
    assert list(folder.iterdir()) == []


def test_a_restore_never_writes_over_a_data_folder(home: Home, backup: Path) -> None:
    with pytest.raises(ConflictError) as refused:
        archive.restore(backup, home, step=no_step)
    assert refused.value.id == "home-not-empty"


def test_an_empty_folder_may_be_restored_into(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    archive.restore(backup, Home(tmp_path / "empty"), step=no_step)
    assert (tmp_path / "empty" / "atalaya.db").exists()


def test_each_part_is_told_as_it_is_done(home: Home, tmp_path: Path) -> None:
    seen: list[tuple[float, float | None]] = []
    archive.create(home, tmp_path / "b.zip", now=NOW, step=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    "changes",
    [
        {"secret.key": b"secreT"},
        {"secret.key": b"secret and more"},
        {"secret.key": None},
        {"another": b"not in the manifest"},
        {archive.MANIFEST: None},
        {archive.MANIFEST: b"[]"},
        {archive.MANIFEST: b"not json"},
    ],
    ids=["changed", "longer", "missing", "added", "no manifest", "not an object", "not JSON"],
)
def test_any_change_is_found(backup: Path, tmp_path: Path, changes: dict[str, bytes | None]) -> None:
    rewrite(backup, changes)
    for act in (
        lambda: archive.verify(backup, step=no_step),
        lambda: archive.restore(backup, Home(tmp_path / "restored"), step=no_step),
    ):
        with pytest.raises(InputFileError) as refused:
            act()
        assert refused.value.id == "backup-unreadable"
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("name", ["../outside.txt", "/tmp/outside.txt", "a/../../outside.txt", "..\\outside", "C:/x"])
def test_no_name_leads_out_of_the_folder(backup: Path, tmp_path: Path, name: str) -> None:
    files = {name: [1, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"]}  # SHA-256 of "x"
    with zipfile.ZipFile(backup, "w") as target:
        target.writestr(name, b"x")
        target.writestr(archive.MANIFEST, json.dumps({"version": 1, "created": "", "files": files}))
    outside = {path for path in tmp_path.rglob("*") if "outside" in path.name}
    with pytest.raises(InputFileError):
        archive.restore(backup, Home(tmp_path / "deep" / "restored"), step=no_step)
    assert {path for path in tmp_path.rglob("*") if "outside" in path.name} == outside


def test_a_backup_of_a_later_version_is_not_guessed_at(backup: Path) -> None:
    rewrite(backup, {}, manifest={"version": archive.VERSION + 1})
    with pytest.raises(StorageError) as refused:
        archive.verify(backup, step=no_step)
    assert refused.value.id == "backup-newer"


def test_what_is_no_archive_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"not an archive")
    for path in (tmp_path / "b.zip", tmp_path / "absent.zip"):
        with pytest.raises(InputFileError) as refused:
            archive.read_contents(path)
        assert path.name in refused.value.told("es")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_backup_cut_or_flipped_anywhere_never_restores_something_else(backup: Path, data: st.DataObject) -> None:
    """Either it is refused, or what it gives back is exactly what was put in."""
    whole = backup.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:place]
    else:
        damaged = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    other = backup.with_name("damaged.zip")
    other.write_bytes(damaged)
    expected = archive.read_contents(backup)
    try:
        found = archive.verify(other, step=no_step)
    except (InputFileError, StorageError):
        return
    assert found.files == expected.files
