"""A package, unlike the other tests' folders: pytest ends the browser where a package ends.

Without this file what is scoped to a package would live as long as the whole run, and the browser's
loop would stand in the way of every test with a loop of its own.
"""
