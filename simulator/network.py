"""The network itself: phones, messages, attachments, templates, and the rule of the window."""

import threading
from dataclasses import fields
from typing import Any

from simulator import clock
from simulator.config import Config
from simulator.faults import Faults
from simulator.posting import Lines
from simulator.records import Content, Media, Message, Options, Phone
from simulator.store import Store
from simulator.wire import Wire

WINDOW_SECONDS = 24 * 3600.0


class Network:
    """All that one simulator knows. `lock` is held while records change."""

    def __init__(self, config: Config) -> None:
        """Begin with what the state file holds, if there is one."""
        self.config = config
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.store = Store(config.state)
        self.clock = clock.Clock()
        self.faults = Faults()
        self.wire = Wire()
        self.lines = Lines()
        self.options = _options(config)
        self.phones: dict[str, Phone] = {}
        self.messages: dict[str, Message] = {}
        self.threads: dict[str, list[Message]] = {}
        self.media: dict[str, Media] = {}
        self.contents: dict[str, Content] = {}
        self.version = 0
        self._recall()

    def phone(self, address: str) -> Phone:
        """The phone of an address, made at its first mention."""
        with self.lock:
            found = self.phones.get(address)
            if found is None:
                found = self.phones[address] = Phone(address)
                self.keep(found)
            return found

    def add(self, message: Message) -> None:
        """Take in a new message of either direction."""
        with self.lock:
            self.phone(message.phone)
            self._file(message)
            self.keep(message)

    def keep(self, record: Phone | Message | Media | Content | Options) -> None:
        """Note that a record changed, and write it where a restart finds it."""
        self.version += 1
        if self.store.keeps:
            self.store.put(type(record).__name__, _key(record), dict(vars(record)))

    def window_open(self, sender: str, phone: str) -> bool:
        """Whether the client wrote to this sender within the last 24 hours."""
        now = self.clock.now()
        with self.lock:
            return any(
                message.inbound
                and message.sender == sender
                # One from after a time that the clock was set back to opens nothing yet.
                and 0 <= now - message.created < WINDOW_SECONDS
                for message in reversed(self.threads.get(phone, ()))
            )

    def change(self, wanted: dict[str, Any]) -> None:
        """Set options by name. Raises ValueError for a name that is none."""
        names = {field.name for field in fields(Options)}
        strange = sorted(set(wanted) - names)
        if strange:
            raise ValueError(f"no option is named {', '.join(strange)}; there are {sorted(names)}")
        with self.lock:
            for name, value in wanted.items():
                setattr(self.options, name, value)
            self.clock.offset = float(self.options.clock_offset)
            self.keep(self.options)

    def reset(self) -> None:
        """Forget everything but the configuration."""
        with self.lock:
            for records in (self.phones, self.messages, self.threads, self.media, self.contents):
                records.clear()
            self.faults.remove()
            self.wire.clear()
            self.store.clear()
            self.options = _options(self.config)
            self.clock.offset = 0.0
            self.version += 1

    def _file(self, message: Message) -> None:
        thread, old = self.threads.setdefault(message.phone, []), self.messages.get(message.sid)
        if old is not None:
            thread[:] = [other for other in thread if other is not old]
        thread.append(message)
        self.messages[message.sid] = message

    def _recall(self) -> None:
        for value in self.store.all("Phone"):
            self.phones[value["address"]] = Phone(**value)
        for value in self.store.all("Message"):
            self._file(Message(**value))
        self.media = {value["sid"]: Media(**value) for value in self.store.all("Media")}
        self.contents = {value["sid"]: Content(**value) for value in self.store.all("Content")}
        for value in self.store.all("Options"):
            self.options = Options(**value)
            self.clock.offset = float(self.options.clock_offset)


def _options(config: Config) -> Options:
    names = {field.name for field in fields(Options)} & {field.name for field in fields(Config)}
    return Options(**{name: getattr(config, name) for name in names})


def _key(record: Phone | Message | Media | Content | Options) -> str:
    if isinstance(record, Options):
        return "options"
    return record.address if isinstance(record, Phone) else record.sid
