"""Where relational work and functions per key run: Polars, DuckDB, any server of Spark Connect."""
