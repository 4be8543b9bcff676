"""Findings as sentences for the terminal and the page: plain words, numbers of runs, no causes."""
