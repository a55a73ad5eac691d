"""What the benchmarks of servers share: processes, load, samples, and how they are shown."""
