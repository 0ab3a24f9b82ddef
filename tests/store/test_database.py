import logging
import sqlite3
from pathlib import Path

import pytest

from pipeline.store import FILE, StoreError, open_store
from pipeline.store.schema import APPLICATION, STEPS, bring_up_to_date, version_of
from tests.store import factories


def fill(out: Path, entries: int = 3) -> None:
    with open_store(out) as store:
        store.append_verdicts(factories.entry(f"f{number}") for number in range(entries))
        store.rounds.close("一", factories.results(factories.finding()), ())


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def test_what_was_written_is_there_when_opened_again(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_store(tmp_path) as store:
        assert [entry.fingerprint for entry in store.verdicts()] == ["f0", "f1", "f2"]
        assert store.rounds.before("二") == (factories.finding(),)
    assert names(tmp_path) == {FILE}


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    fill(tmp_path)
    assert names(tmp_path) == {FILE}


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\xff" * 5000, "这是一份说明".encode() * 100])
def test_what_is_no_database_is_set_aside_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    (tmp_path / FILE).write_bytes(content)
    with caplog.at_level(logging.WARNING), open_store(tmp_path) as store:
        assert store.verdicts() == ()
    (aside,) = tmp_path.glob("heji-已损坏-*.sqlite")
    assert aside.read_bytes() == content
    assert "改名为" in caplog.text


def test_a_strangers_database_is_set_aside_unchanged(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE 账本 (金额)")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    fill(tmp_path)
    (aside,) = tmp_path.glob("heji-已损坏-*.sqlite")
    assert aside.read_bytes() == before


def test_a_store_with_something_added_is_no_store_of_ours_but_its_verdicts_are_kept(tmp_path: Path) -> None:
    fill(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TRIGGER lurking AFTER INSERT ON rounds BEGIN DELETE FROM readings; END")
    connection.commit()
    connection.close()
    with open_store(tmp_path) as store:
        assert len(store.verdicts()) == 3
        assert store.rounds.before("二") == (factories.finding(),)
    assert len(list(tmp_path.glob("heji-已损坏-*.sqlite"))) == 1


def test_of_a_torn_store_every_readable_verdict_is_rescued(tmp_path: Path) -> None:
    fill(tmp_path, entries=3000)
    content = bytearray((tmp_path / FILE).read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xee" * 4096
    (tmp_path / FILE).write_bytes(content)
    with open_store(tmp_path) as store:
        rescued = [entry.fingerprint for entry in store.verdicts()]
    # One page of about forty is lost; both ends are there, in their order.
    assert len(rescued) > 2700
    assert rescued[0] == "f0"
    assert rescued[-1] == "f2999"
    assert rescued == sorted(rescued, key=lambda name: int(name[1:]))


def test_killed_between_the_two_renames_of_a_rescue(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / FILE).rename(tmp_path / f"{FILE}.新建中")
    with open_store(tmp_path) as store:
        assert len(store.verdicts()) == 3
    assert names(tmp_path) == {FILE}


def test_a_newer_programs_store_is_left_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreError, match="更新版本"), open_store(tmp_path):
        pass
    assert (tmp_path / FILE).read_bytes() == before


def test_steps_are_taken_once_and_in_order() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    bring_up_to_date(connection, [["CREATE TABLE a (x)"]])
    connection.execute("INSERT INTO a VALUES (1)")
    steps = [["CREATE TABLE a (x)"], ["ALTER TABLE a ADD COLUMN y"], ["UPDATE a SET y = x + 1"]]
    bring_up_to_date(connection, steps)
    bring_up_to_date(connection, steps)
    assert connection.execute("SELECT x, y FROM a").fetchall() == [(1, 2)]
    assert (version_of(connection), connection.execute("PRAGMA application_id").fetchone()) == (
        3,
        (APPLICATION,),
    )
    connection.close()


def test_a_step_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.Error):
        bring_up_to_date(connection, [["CREATE TABLE a (x)", "CREATE TABLE a (x)"]])
    assert (version_of(connection), connection.execute("SELECT * FROM sqlite_master").fetchall()) == (0, [])
    connection.close()


def test_the_log_cannot_be_changed_even_by_hand(tmp_path: Path) -> None:
    fill(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE)
    for statement in ("UPDATE verdicts SET verdict = '误报'", "DELETE FROM verdicts"):
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            connection.execute(statement)
    connection.close()


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="不能写入"), open_store(tmp_path / "没有"):
        pass


def fill_up(out: Path, room: int) -> bool:
    """Writes everything into a store that may grow by `room` pages; whether the disk was large enough."""
    with open_store(out) as store:
        database = store.rounds._database
        (pages,) = database.rows("PRAGMA page_count")[0]
        database.rows(f"PRAGMA max_page_count = {pages + room}")
        try:
            for number in range(20):
                store.readings.keep(factories_key(number), factories.stored(f"{number}.docx"))
            store.append_verdicts(factories.entry(f"f{number}", note="说明" * 200) for number in range(20))
            store.rounds.close("一", factories.results(*(factories.finding(f"f{n}") for n in range(20))), ())
        except StoreError as error:
            assert "磁盘已满" in str(error)
            return False
        return store.readings._saving


def factories_key(number: int):
    from pipeline.store import ReadingKey

    return ReadingKey(f"{number}.docx", factories.SHA, "s", "p")


def test_a_disk_that_is_full_at_any_page_leaves_a_sound_store(tmp_path: Path) -> None:
    for room in (*range(8), *range(8, 100, 4)):
        out = tmp_path / str(room)
        out.mkdir()
        enough = fill_up(out, room)
        with open_store(out) as store:
            # Each transaction is there as a whole or not at all.
            assert len(store.verdicts()) in (0, 20)
            assert len(store.rounds.before("二")) in (0, 20)
            kept = list(store.readings.kept())
            assert all(store.readings.find(factories_key(number), "") for number in range(len(kept)))
        assert names(out) == {FILE}
        assert fill_up(out, 1000)
        if enough:
            assert room > 5
            return
    pytest.fail("never enough room")
