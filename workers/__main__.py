"""`python -m workers` is `followthrough`."""

from workers.cli import main

if __name__ == "__main__":
    main()
