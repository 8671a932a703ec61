"""A real Kubernetes API server as judge. See below for what it is asked."""
