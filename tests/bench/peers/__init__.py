"""What one would use instead of kabar's stream package, each around the same `enrich`.

Every one reads the raw topic, writes the four output topics (records and CloudEvents headers as
kabar writes them, dead letters too) and commits an offset only after the outputs before it are
confirmed. Each module says what it leaves out of what kabar's worker does.
"""
