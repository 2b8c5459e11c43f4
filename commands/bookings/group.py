"""The group that `flask bookings …` is made of; each module adds its commands."""

import click


@click.group()
def bookings() -> None:
    """Quote, hold, confirm, change and cancel bookings.

    The way of a booking: quote, offer, hold, request (a payment), then `flask payments
    record`, which confirms it. CODE is a booking's code, such as ALT-7K3M9Q.
    """
