"""The runtime gives the pure core its time, its connections and its sessions."""
