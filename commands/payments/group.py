"""The group that `flask payments …` is made of; each module adds its commands."""

import click


@click.group()
def payments() -> None:
    """Record payments, change schedules, send money back, look at the books.

    CODE is a booking's code, such as ALT-7K3M9Q; an AMOUNT is in its currency.
    """
