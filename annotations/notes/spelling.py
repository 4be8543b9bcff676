"""The word that was probably meant."""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` is a slip of: one edit away, or two from 7 letters on."""
    word = word.casefold()
    allowed = 2 if len(word) >= 7 else 1
    if len(word) < 3 or len(word) > 40:
        return None
    near = (other for other in known if _may_be_near(word, other.casefold(), allowed))
    ranked = ((_edits(word, other.casefold()), other) for other in near)
    distance, best = min(((d, o) for d, o in ranked if d <= allowed), default=(0, None))
    return best if distance else None


def _may_be_near(a: str, b: str, allowed: int) -> bool:
    """Each letter that only one of both has takes an edit; most words are told apart by that."""
    if abs(len(a) - len(b)) > allowed:
        return False
    ours, theirs = set(a), set(b)
    return len(ours - theirs) <= allowed and len(theirs - ours) <= allowed


def _edits(a: str, b: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
