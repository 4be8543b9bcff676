"""Betting on the coin: evidence that two or more arms, drawn by lot, differ in what came of them."""

from collections.abc import Sequence

import numpy as np

from annotations.insights.series import Counts, Floats


def running_e(
    arm: Sequence[int] | Counts, outcome: Sequence[int] | Counts, arms: int = 2
) -> Floats:
    """The e-value after each drawn run with an outcome, oldest first, shape (n,).

    `arm` is 0 to `arms` - 1, drawn evenly and independently; `outcome` is any whole number from 0 on.
    Each run a gambler guesses the arm from its outcome, by how often each arm had that outcome in
    *earlier* runs, and is paid at the coin's odds: E *= arms (n[arm, outcome] + 1) / (n[., outcome] + arms).
    Where the arms do not differ this is a fair game whatever pain does (spells, trends): the mean over
    all draws is exactly 1, and E ever reaches 1 / alpha in at most a share alpha of runners (Ville 1939).
    ValueError where an arm does not exist or the lengths differ.
    Source: testing by betting, Shafer 2021, Ramdas, Grünwald, Vovk and Shafer 2023; the guess is Laplace's
    rule for each outcome, a universal code of Krichevsky and Trofimov's kind (1981).
    """
    arms_drawn, outcomes = np.asarray(arm, dtype=np.int64), np.asarray(outcome, dtype=np.int64)
    _check(arms_drawn, outcomes, arms)
    same_outcome = outcomes[:, None] == outcomes[None, :]
    earlier = np.tri(len(outcomes), k=-1, dtype=bool) & same_outcome
    guessed = np.count_nonzero(earlier & (arms_drawn[:, None] == arms_drawn[None, :]), axis=1)
    odds = arms * (guessed + 1) / (np.count_nonzero(earlier, axis=1) + arms)
    return np.asarray(np.cumprod(odds), dtype=float)


def imbalance_e(arm: Sequence[int] | Counts, arms: int = 2) -> Floats:
    """The e-value, after each, that the noted painful runs do not fall on the arms evenly, shape (n,).

    `arm` is the arm of each noted painful run, oldest first. It is `running_e` with one outcome for
    all: it grows where one arm's runs are noted, or hurt, more often, so that what is left is no
    longer what the coin drew.
    """
    return running_e(arm, np.zeros(len(arm), dtype=np.int64), arms)


def _check(arm: Counts, outcome: Counts, arms: int) -> None:
    if len(arm) != len(outcome):
        raise ValueError(f"{len(arm)} arms but {len(outcome)} outcomes: each run needs one of both")
    if len(arm) and (arm.min() < 0 or arm.max() >= arms):
        raise ValueError(f"an arm is a number from 0 to {arms - 1}")
