"""What the specification forbids, done on purpose: each practice is a function that the tests catch.

Nothing here is used by the product. A practice has the shape of the product's own way, so that one
check runs on both, over the same runners.
"""
