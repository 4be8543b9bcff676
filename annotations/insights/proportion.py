"""A share of a few runs, with the range that their number allows."""


def jeffreys(hits: int, n: int) -> tuple[float, float]:
    """The 95 % Jeffreys interval of a share; 0 and 1 are its ends where no or all runs hit.

    Source: Brown, Cai and DasGupta 2001.
    """
    from scipy.special import betaincinv

    low = 0.0 if hits == 0 else float(betaincinv(hits + 0.5, n - hits + 0.5, 0.025))
    high = 1.0 if hits == n else float(betaincinv(hits + 0.5, n - hits + 0.5, 0.975))
    return low, high
