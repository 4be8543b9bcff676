"""What the record shows, one module a kind of finding. Importing a module here imports scipy."""
