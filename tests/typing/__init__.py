"""What type checkers say of the public API."""
