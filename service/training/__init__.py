"""How the models are made: `kabar train …`. Needs the `train` extra; nothing here runs in a worker."""
