"""What is particular to the SQL engine and to SQLite."""
