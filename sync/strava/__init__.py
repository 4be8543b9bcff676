"""The Strava API behind one adapter. Only `protocol` imports stravalib."""
