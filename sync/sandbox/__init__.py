"""A Strava on loopback that ships with the product: for the demo, for tests and for try-outs."""
