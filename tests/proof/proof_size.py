"""How much is asked of the proofs."""

import os

PROOF = os.environ.get("TWINGE_PROOF") == "1"
STRIDE = int(os.environ.get("TWINGE_PROOF_STRIDE") or 1)
"""In a proof every so-many-th line is a point: 1 for all, more to see how long all would take."""
