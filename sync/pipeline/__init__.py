"""One night: gather, decide, apply. Everything it touches comes through sync.ports."""
