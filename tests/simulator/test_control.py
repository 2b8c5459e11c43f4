"""The control API: phones, history, options, the record."""

from tests.simulator.conftest import MARIA, Product, Speaker


def test_a_phone_is_made_and_changed(twilio: Speaker) -> None:
    twilio.control("phones", address=MARIA, name="Мария")
    twilio.control("phones", address=MARIA, external_id="whatsapp:KZ.9")
    phone = twilio.ask("phones")["phones"][0]
    assert (phone["name"], phone["external_id"]) == ("Мария", "whatsapp:KZ.9")


def test_mistakes_are_said_in_words(twilio: Speaker) -> None:
    assert "address" in twilio.control("phones", address="me")["error"]
    assert "a phone has" in twilio.control("phones", address=MARIA, colour="red")["error"]
    assert "no option" in twilio.control("options", colour="red")["error"]
    assert "from" in twilio.control("inbound", body="hi")["error"]


def test_an_earlier_day_can_be_put_on_a_phone(twilio: Speaker, product: Product) -> None:
    said = [
        {"direction": "inbound", "body": "Есть места?", "age_seconds": 90000},
        {"direction": "outbound", "body": "Да, два.", "age_seconds": 89000},
    ]
    twilio.control("history", phone=MARIA, name="Мария", messages=said)
    messages = twilio.ask("messages?arrived=1")["messages"]
    assert [m["body"] for m in messages] == ["Есть места?", "Да, два."]
    assert product.heard == []


def test_the_record_knows_both_sides_of_the_wire(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.send("Hello")
    product.wait_for(4)
    record = twilio.ask("record")
    assert record["requests"][0]["form"]["Body"] == "Hello"
    assert [w["kind"] for w in record["webhooks"]][:2] == ["inbound", "status"]
    assert record["webhooks"][0]["status"] == 200
    since = record["webhooks"][0]["number"]
    assert twilio.ask(f"record?since={since}")["webhooks"][0]["number"] > since


def test_messages_can_be_counted_for_one_phone(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.send()
    product.wait_for(4)
    found = twilio.ask("messages?phone=whatsapp:%2B77012345678&direction=outbound&arrived=1")
    assert [step["status"] for step in found["messages"][0]["history"]] == [
        "queued",
        "sent",
        "delivered",
        "read",
    ]
