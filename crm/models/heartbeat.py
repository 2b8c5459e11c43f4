"""A heartbeat: when a process that must run was last seen alive."""

from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant


class Heartbeat(Base):
    """One kind of process (`clock`), and its last sign of life."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Instant]
