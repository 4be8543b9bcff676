"""The runner's notes: the folder, the frontmatter, and what its words mean."""
