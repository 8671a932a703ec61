"""The price book's HTTP interface and its background work."""
