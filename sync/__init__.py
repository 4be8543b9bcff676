"""The shell around the core: Strava, database, clock, files, command line."""
