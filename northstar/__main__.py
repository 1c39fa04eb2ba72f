"""`python -m northstar` is the same as `northstar`."""

from northstar.cli import main

main()
