"""Quotes: a departure or lines of one's own, priced for a client; and priced anew."""

from collections.abc import Callable, Iterator
from typing import Any

import click

from commands import booking_words, typed
from commands.bookings import item_text
from commands.bookings.group import bookings
from commands.deed import Deed, deed, keyed
from crm import client_details, departures, money
from crm.bookings import again as again_as, people, quote
from crm.bookings.quote import Wish
from crm.errors import NotFound, ValueRefused
from crm.models import Booking, Client

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def _read(ctx: click.Context, param: click.Parameter, file: Any) -> str | None:
    """A file's text, read before the work, which may be tried twice."""
    try:
        return file.read() if file else None
    except UnicodeDecodeError:
        raise click.BadParameter("The file is no text in UTF-8.", ctx, param) from None


WISHES: tuple[Option, ...] = (
    click.option("--departure", type=int, metavar="N", help="From `flask departures list`."),
    click.option("--people", "count", type=int, metavar="N", help="How many travel."),
    click.option(
        "--item",
        "items",
        multiple=True,
        metavar="LINE",
        help=(
            "A line beside the departure, or of a trip without one; may be repeated. Such as "
            "'flight: Almaty–Istanbul; 180000 x 2; from=ALA; to=IST; starts=2027-05-12 08:30; "
            "provider=Air Astana; ref=K7PQ2M'. Kinds: tour, flight, hotel, car, transfer, "
            "experience, fee, discount, tax."
        ),
    ),
    click.option(
        "--items",
        "file",
        type=click.File(encoding="utf-8"),
        callback=_read,
        metavar="FILE.json",
        help="The same as a list of objects; `flask bookings item-example` prints one.",
    ),
    click.option("--title", metavar="…", help="What the client reads; else the tour's name."),
    click.option("--starts", type=typed.DAY, metavar="DAY", help="First day of a trip of lines."),
    click.option("--ends", type=typed.DAY, metavar="DAY", help="Its last day."),
    click.option("--currency", metavar="KZT", help="Of a trip of lines."),
    click.option("--zone", metavar="Asia/Almaty", help="Whose days those are."),
)


def _wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(WISHES):
        command = option(command)
    return command


@bookings.command(name="quote")
@click.option("--client", "who", required=True, metavar="PHONE|ID", help="For whom.")
@click.option(
    "--participant",
    "names",
    multiple=True,
    metavar="'NAME, RELATIONSHIP, AGE'",
    help="Somebody who travels beside the client; may be repeated.",
)
@_wishes
@keyed
def create(deed: Deed, who: str, names: tuple[str, ...], **wished: Any) -> Iterator[str]:
    """Price a departure, or a trip made of lines, for a client. Takes no seats."""
    client = _client(deed, who)
    wish = _wish(deed, wished, default_people=1 + len(names))
    if wish.people < 1 + len(names):
        raise ValueRefused(
            "%(named)s people are named with the client, and --people says %(people)s.",
            named=1 + len(names),
            people=wish.people,
        )
    booking = quote.create(deed.session, deed.organization, client, wish, deed.actor, deed.now)
    if names:
        travellers = [typed.person(name) for name in names]
        people.add(deed.session, booking, travellers, deed.now)
    yield from booking_words.after(deed.session, booking, None, deed.now)


@bookings.command(name="quote-again")
@click.argument("code")
@_wishes
@deed
def again(deed: Deed, code: str, **wished: Any) -> Iterator[str]:
    """Price a quote anew, with a fresh time until which the price is good.

    Without options it is the same trip at today's price. Name lines and all of them are
    replaced; else they stay.
    """
    booking = deed.booking(code)
    wish = _wish_again(deed, booking, wished)
    quote.change(deed.session, booking, deed.organization, wish, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, "quote", deed.now)


@bookings.command(name="item-example")
def example() -> None:
    """Print lines as `--items FILE.json` reads them."""
    click.echo(item_text.EXAMPLE)


def _client(deed: Deed, who: str) -> Client:
    try:
        return client_details.find(deed.session, deed.organization, who)
    except NotFound as unknown:
        raise NotFound(
            "%(unknown)s Add them: flask clients add --phone '%(who)s' --name '…'",
            unknown=unknown.sentence,
            who=who,
        ) from None


def _wish(deed: Deed, wished: dict[str, Any], default_people: int) -> Wish:
    named = wished["departure"]
    departure = departures.find(deed.session, deed.organization, named) if named else None
    currency = money.named(
        wished["currency"]
        or (departure.currency if departure else deed.organization.default_currency)
    )
    return Wish(
        people=default_people if wished["count"] is None else wished["count"],
        departure=departure,
        lines=item_text.lines(wished["items"], wished["file"], currency),
        title=wished["title"],
        start_date=wished["starts"],
        end_date=wished["ends"],
        currency=currency,
        timezone=wished["zone"],
    )


def _wish_again(deed: Deed, booking: Booking, wished: dict[str, Any]) -> Wish:
    """What is not named stays as it was."""
    was_on = booking.tour_departure_id
    on = wished["departure"] or was_on
    lines_stay = not wished["items"] and not wished["file"]
    kept = {
        **wished,
        "departure": on,
        "currency": wished["currency"] or (None if on else booking.currency),
        "starts": wished["starts"] or (None if on else booking.start_date),
        "ends": wished["ends"] or (None if on else booking.end_date),
        "zone": wished["zone"] or (None if on else booking.timezone),
        "title": wished["title"] or (booking.title if on == was_on else None),
    }
    wish = _wish(deed, kept, default_people=booking.num_participants)
    if not lines_stay:
        return wish
    lines = again_as.lines(deed.session, booking, without_departure=was_on is not None)
    return Wish(**{**wish.__dict__, "lines": lines})
