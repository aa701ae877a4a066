"""Lets `python -m schedules` do what `copydesk` does."""

from schedules.cli.main import main

if __name__ == "__main__":
    main()
