"""The command line: thin commands. Modules here import click and the light half of the shell only."""
