"""The Strava API behind one adapter. Only `client` imports stravalib, which costs a second."""
