"""What works on the checkout itself. None of it is in the wheel."""
