"""`python -m atalaya.cli` is `atalaya`."""

from atalaya.cli.main import main

main()
