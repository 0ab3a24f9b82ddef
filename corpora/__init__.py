"""Sample material and what makes it; see README.md."""
