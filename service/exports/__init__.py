"""`kabar export`: events in the formats of other event data sets, from files or from Kafka."""
