"""Who said what: quotation marks, speakers, attribution, reported speech."""
