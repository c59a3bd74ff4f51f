"""Schema changes, oldest first; `database.open_database` applies what is missing."""
