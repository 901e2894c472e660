"""The programs: one file each, and the only place that constructs things."""
