"""Whoever holds a root finds every change to sealed rows, whoever made it and whatever they switched off."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from commonbeat.kernel.audit import standalone_verify
from commonbeat.kernel.audit.export import export_log
from commonbeat.kernel.audit.verifying import verify_log

MIDDLE = "(SELECT seq FROM audit_entry ORDER BY seq OFFSET 5 LIMIT 1)"
NEXT = "(SELECT seq FROM audit_entry ORDER BY seq OFFSET 6 LIMIT 1)"
COPY = """
INSERT INTO audit_entry SELECT (r).* FROM (SELECT jsonb_populate_record(e, jsonb_build_object({changes})) AS r
                                           FROM audit_entry e WHERE seq = {middle}) AS x
"""
ATTACKS = {
    "changed": [f"UPDATE audit_entry SET reason = 'other' WHERE seq = {MIDDLE}"],
    "changed with a leaf that fits": [
        f"UPDATE audit_entry SET reason = 'other' WHERE seq = {MIDDLE}",
        f"UPDATE audit_entry e SET leaf = audit_leaf_of(e) WHERE seq = {MIDDLE}",
    ],
    "changed with leaves that fit": [
        f"UPDATE audit_entry SET reason = 'other' WHERE seq = {MIDDLE}",
        f"UPDATE audit_entry e SET leaf = audit_leaf_of(e) WHERE seq = {MIDDLE}",
        "UPDATE audit_leaf l SET leaf = e.leaf FROM audit_entry e WHERE e.seq = l.entry_seq",
    ],
    "actor moved": [f"UPDATE audit_entry SET actor_id = '8' WHERE seq = {MIDDLE}"],
    "time moved": [f"UPDATE audit_entry SET at = at - interval '1 microsecond' WHERE seq = {MIDDLE}"],
    "address added": [f"UPDATE audit_entry SET address = '' WHERE seq = {MIDDLE}"],
    "details": [f"UPDATE audit_entry SET details = '{{}}' WHERE seq = {MIDDLE}"],
    "salt": [f"UPDATE audit_entry SET salt = sha256(salt) WHERE seq = {MIDDLE}"],
    "transaction": [f"UPDATE audit_entry SET tx = 0 WHERE seq = {MIDDLE}"],
    "deleted": [f"DELETE FROM audit_entry WHERE seq = {MIDDLE}"],
    "deleted with its leaf": [
        f"DELETE FROM audit_leaf WHERE entry_seq = {MIDDLE}",
        f"DELETE FROM audit_entry WHERE seq = {MIDDLE}",
    ],
    "inserted": [COPY.format(changes="'seq', seq + 1000000", middle=MIDDLE)],
    "inserted under a number that is taken": [
        COPY.format(changes="'at', at + interval '1 second'", middle=MIDDLE)
    ],
    "reordered": [
        f"UPDATE audit_entry SET seq = -seq WHERE seq IN ({MIDDLE}, {NEXT})",
        "UPDATE audit_entry SET seq = (SELECT -sum(seq) FROM audit_entry WHERE seq < 0) + seq WHERE seq < 0",
    ],
    "leaves reordered": [
        "UPDATE audit_leaf SET position = -position",
        "UPDATE audit_leaf SET position = CASE position WHEN -2 THEN 3 WHEN -3 THEN 2 ELSE -position END",
    ],
    "seal deleted": ["DELETE FROM audit_leaf WHERE seal_no = 1", "DELETE FROM audit_seal WHERE no = 1"],
    "seal's time": ["UPDATE audit_seal SET sealed_at = sealed_at - interval '1 day' WHERE no = 2"],
    "everything": ["TRUNCATE audit_entry, audit_leaf, audit_seal, audit_daily_root"],
}


def standalone(path: Path, root: str) -> list[str]:
    """Faults the stand-alone verifier finds in a full export."""
    export_log(path, opened=True)
    with path.open(encoding="utf-8") as lines:
        return list(standalone_verify.check(lines, root))


@pytest.fixture
def root(fresh_db: str, write: Callable, seal_all: Callable) -> str:
    """Two seals of ten rows each; gives the root held outside."""
    write(10)
    seal_all()
    write(10)
    return bytes(seal_all().root).hex()


def test_an_untouched_log_is_sound(root: str, tmp_path: Path):
    verdict = verify_log(root)
    assert (verdict.faults, verdict.rows, verdict.covered, verdict.unsealed) == ([], 20, 20, 0)
    assert verdict.root == root
    assert standalone(tmp_path / "log.jsonl", root) == []


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_tampering_is_found_by_both(
    attack: list[str], root: str, tamperer: psycopg.Connection, tmp_path: Path
):
    with tamperer.transaction():
        for statement in attack:
            tamperer.execute(statement)
    assert verify_log(root).faults
    assert standalone(tmp_path / "log.jsonl", root)


def test_the_bad_row_and_seal_are_named(root: str, tamperer: psycopg.Connection, tmp_path: Path):
    seq = tamperer.execute(
        f"UPDATE audit_entry SET reason = 'other' WHERE seq = {MIDDLE} RETURNING seq"
    ).fetchone()[0]
    held = tamperer.execute("SELECT seal_no FROM audit_leaf WHERE entry_seq = %s", [seq]).fetchone()
    said = [f"row {seq} in seal {held[0]}: was changed"]  # another test's open transaction may split a batch
    assert [str(fault) for fault in verify_log(root).faults] == said
    assert standalone(tmp_path / "log.jsonl", root) == said


def test_a_log_rewritten_from_end_to_end_is_found_with_the_root(
    root: str, tamperer: psycopg.Connection, tmp_path: Path, seal_all: Callable
):
    tamperer.execute("UPDATE audit_entry SET reason = 'other'")
    tamperer.execute("UPDATE audit_entry e SET leaf = audit_leaf_of(e)")
    tamperer.execute("TRUNCATE audit_leaf, audit_seal, audit_daily_root")
    seal_all()
    assert verify_log().is_sound
    assert [fault.what for fault in verify_log(root).faults] == [
        "the root held outside is not in the chain: the log was rewritten or cut off"
    ]
    assert len(standalone(tmp_path / "log.jsonl", root)) == 1


def test_a_row_put_in_with_an_earlier_time_is_found_after_it_was_sealed(
    root: str, tamperer: psycopg.Connection, seal_all: Callable
):
    tamperer.execute(
        COPY.format(
            changes="'seq', seq + 1000000, 'at', at - interval '1 hour', 'tx', pg_current_xact_id()::text::bigint",
            middle=MIDDLE,
        )
    )
    tamperer.execute("UPDATE audit_entry e SET leaf = audit_leaf_of(e) WHERE seq > 1000000")
    before = [fault.what for fault in verify_log(root).faults]
    seal_all()
    after = [fault.what for fault in verify_log(root).faults]
    assert before == ["was inserted: it says it was made before a seal that was made before it"]
    assert after == ["says it was made before a seal that was made before it"]


def test_the_stand_alone_verifier_is_small_and_alone():
    source = Path(standalone_verify.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 60
    assert "commonbeat." not in source


@pytest.mark.parametrize(
    ("held", "code", "said"), [("own", 0, "Everything fits."), ("ab" * 32, 1, "is not in the chain")]
)
def test_the_stand_alone_verifier_runs_by_itself(root: str, held: str, code: int, said: str, tmp_path: Path):
    export_log(tmp_path / "log.jsonl", opened=True)
    held = root if held == "own" else held
    words = [sys.executable, "-I", standalone_verify.__file__, str(tmp_path / "log.jsonl"), held]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    # Another test's open transaction may split a batch: how many seals there are is not ours to say.
    assert done.stdout.splitlines()[0].endswith(" seals, 20 sealed rows, 20 rows opened")
    assert said in done.stdout.splitlines()[1]


def test_the_public_export_carries_leaves_only(root: str, tmp_path: Path):
    export_log(tmp_path / "public.jsonl")
    text = (tmp_path / "public.jsonl").read_text(encoding="utf-8")
    assert "tests.done" not in text
    assert "salt" not in text
    assert [sorted(json.loads(line)) for line in text.splitlines()] == [
        ["format", "log", "opened"],
        ["leaves", "previous", "root", "seal"],
        ["leaves", "previous", "root", "seal"],
    ]
    with (tmp_path / "public.jsonl").open(encoding="utf-8") as lines:
        assert list(standalone_verify.check(lines, root)) == []
