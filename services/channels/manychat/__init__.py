"""Everything that is true only of ManyChat."""
