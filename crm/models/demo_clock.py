"""The demo's clock: how far it is ahead of the real one. No row anywhere else."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base


class DemoClock(Base):
    """The one row."""

    __tablename__ = "demo_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    offset_seconds: Mapped[int]
