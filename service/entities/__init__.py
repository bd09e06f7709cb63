"""Who and where: closed lists, capitalised names, linking within the article, roles."""
