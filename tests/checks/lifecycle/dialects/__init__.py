"""Each dialect that the lifecycle checks."""
