"""The demo: a small team, three meetings, and answers in plain words, on servers of its own."""
