"""The word that was probably meant."""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` is a slip of: one edit away, or two from 7 letters on."""
    word = word.casefold()
    allowed = 2 if len(word) >= 7 else 1
    if len(word) < 3 or len(word) > 40:
        return None
    ranked = ((_edits(word, other.casefold()), other) for other in known)
    distance, best = min(((d, o) for d, o in ranked if d <= allowed), default=(0, None))
    return best if distance else None


def _edits(a: str, b: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`."""
    if abs(len(a) - len(b)) > 2:
        return 3
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
