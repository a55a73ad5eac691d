"""The commands; a module's name is its command's name, and its ``command`` is the command."""
