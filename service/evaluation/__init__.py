"""How right kabar is: gold files, matching, scoring, and the reports of `kabar evaluate`."""
