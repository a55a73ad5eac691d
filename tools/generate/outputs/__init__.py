"""What is generated, one file each: a function that is registered under the path that it makes."""
