"""Coin experiments: what is compared, which arm the coin drew for which run, and what came of it."""
