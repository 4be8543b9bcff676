"""The pure core: what a note means, which run it belongs to, what the record shows, what text says so."""
