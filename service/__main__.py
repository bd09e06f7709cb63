"""`python -m service` is `kabar`."""

from service.cli import main

main()
