"""The athlete at the consent page, for the demo and for tests: opens the address and clicks."""

from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen


def consent(address: str, *, untick: frozenset[str] = frozenset()) -> None:
    """Say yes on the page at `address`, with every box ticked but `untick`, and follow the way back."""
    asked = parse_qs(urlsplit(address).query)["scope"][0].split(",")
    ticked = [("scope", scope) for scope in asked if scope not in untick]
    form = urlencode([*ticked, ("decision", "authorize")]).encode()
    with urlopen(address, data=form, timeout=10) as answer:  # noqa: S310 - the sandbox's own address
        answer.read()


def consent_in_background(address: str) -> None:
    """The same while the caller waits for the answer."""
    Thread(target=consent, args=(address,), daemon=True).start()
