"""What runs kabar: the parts that are code are made from tables here."""
