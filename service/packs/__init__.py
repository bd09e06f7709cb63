"""Language knowledge as data: one folder a language, one code path for all."""
