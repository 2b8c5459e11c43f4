"""What every benchmark needs: a figure with its target, the schema, and a process's cost."""

from dataclasses import dataclass
from pathlib import Path

import psutil
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Figure:
    """One measured figure; `target` is its lower bound, or its upper one where `at_most`."""

    what: str
    measured: float
    target: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the target was reached; a figure without one is only told."""
        if self.target is None:
            return True
        return self.measured <= self.target if self.at_most else self.measured >= self.target

    @property
    def line(self) -> str:
        """The figure as a row of the table."""
        if self.target is None:
            return f"{self.what:58} {self.measured:12.3f}"
        bound = f"{'<=' if self.at_most else '>='} {self.target:g}"
        return f"{self.what:58} {self.measured:12.3f} {bound:>10}{'' if self.met else '  MISSED'}"


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config(ROOT / "migrations" / "alembic.ini")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def family(pid: int) -> list[psutil.Process]:
    """A process and all it started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all it started."""
    return sum(sum(one.cpu_times()[:2]) for one in family(pid))


def peak_megabytes(pid: int) -> float:
    """The largest resident size that any one process of the family ever had."""
    return max(_high_water(one.pid) for one in family(pid)) / 1024


def together_megabytes(pid: int) -> float:
    """What a family holds at this moment, pages that its processes share counted once."""
    return sum(_proportional(one.pid) for one in family(pid)) / 1024


def _proportional(pid: int) -> int:
    """Kilobytes of the proportional set size, as Linux keeps it."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _high_water(pid: int) -> int:
    """Kilobytes, as Linux keeps them."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
