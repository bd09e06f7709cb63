"""Raw text to a parsed document: HTML, clutter, dateline, language, sentences, tokens."""
