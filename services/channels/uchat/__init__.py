"""Everything that is true only of UChat."""
