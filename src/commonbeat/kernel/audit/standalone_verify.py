"""Check an export of the Commonbeat audit log: python standalone_verify.py EXPORT [ROOT]. Needs Python only.

Recomputes every seal and every opened row from the rules in docs/explanation/audit.md and shares no code with
the platform. ROOT is a root you kept: it must be in the chain. Ends with 1 when anything does not fit.
"""

import hashlib
import json
import sys
from typing import Any

SEAL = ("no", "sealed_at", "count", "first_at", "last_at", "cluster", "from_tx", "to_tx", "next_tx")


def field(text: str | None) -> bytes:
    """A text with its length in bytes before it; a missing one is a dash."""
    return b"-" if text is None else b"%d:%s" % (len(text.encode()), text.encode())


def check(lines: Any, root: str | None = None) -> Any:
    """Yield a sentence for everything that does not fit."""
    head, previous, no, seen = json.loads(next(lines)), bytes(32).hex(), 0, set()
    known, reach, sealed = {root or previous}, dict[str, int](), dict[int, tuple[str, dict[str, Any]]]()
    for line in map(json.loads, lines):
        if "seal" in line:
            no, seal, leaves = no + 1, line["seal"], line["leaves"]
            body = bytes.fromhex(previous) + b"".join(field(seal[name]) for name in SEAL)
            body += b"".join(field(str(seq)) + bytes.fromhex(leaf) for seq, leaf in leaves)
            previous = hashlib.sha256(body).hexdigest()
            if (seal["no"], int(seal["count"]), line["root"]) != (str(no), len(leaves), previous):
                yield f"seal {no}: was changed, or a seal or row is missing, added or out of order"
            if int(seal["from_tx"]) != reach.get(seal["cluster"], 0) or [s for s, _ in leaves if s in sealed]:
                yield f"seal {no}: does not start where the one before ended"
            reach[seal["cluster"]], previous = int(seal["to_tx"]), line["root"]
            known.discard(previous)
            sealed.update({seq: (leaf, seal) for seq, leaf in leaves})
        elif "withheld" in line:
            seen.add(line["withheld"])
        else:
            row, (leaf, seal) = line["row"], sealed.get(int(line["row"][0]), ("", {}))
            made = hashlib.sha256(bytes.fromhex(line["salt"]) + b"".join(map(field, row))).hexdigest()
            if not leaf and int(row[2]) < reach.get(row[3], 0):
                yield f"row {row[0]}: was inserted after its time was sealed"
            elif leaf and (made != leaf or not int(seal["from_tx"]) <= int(row[2]) < int(seal["to_tx"])):
                yield f"row {row[0]} in seal {seal['no']}: was changed"
            yield from [f"row {row[0]}: is there twice"] * (row[0] in seen)
            seen.add(row[0])
    if head["opened"] == "all":
        yield from (
            f"row {s} in seal {sealed[s][1]['no']}: was deleted" for s in sealed if str(s) not in seen
        )
    if root and known:
        yield f"the root {root} is not in the chain: the log was rewritten or cut off"
    print(f"{no} seals, {len(sealed)} sealed rows, {len(seen)} rows opened")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as export:
        faults = list(check(export, *sys.argv[2:3]))
    sys.exit(print("\n".join(faults) or "Everything fits.") or bool(faults))
