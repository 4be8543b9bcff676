"""History from files: Strava's bulk export, and the FIT, GPX and TCX files of watches."""
