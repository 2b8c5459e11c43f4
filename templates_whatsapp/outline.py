"""A YAML file with the line of each of its parts, so that a fault can be named with its place."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from templates_whatsapp.finding import Finding

Step = str | int
"""One step into the data: a key or an index."""


@dataclass
class Outline:
    """The data of one file (None where it could not be read), and what was wrong in reading it."""

    file: str
    data: Any = None
    root: yaml.Node | None = None
    findings: list[Finding] = field(default_factory=list)

    def finding(self, reason: str, *path: Step) -> Finding:
        """A finding at the line where `path` leads, or at the nearest part around it."""
        node, line = self.root, 1
        for step in path:
            place, node = _enter(node, step)
            if place is None:
                break
            line = place.start_mark.line + 1
        return Finding(self.file, line, reason)


def read(path: Path) -> Outline:
    """Read a YAML file; whatever is wrong with it as YAML stands in the findings."""
    outline = Outline(path.name)
    try:
        text = path.read_text(encoding="utf-8")
        outline.root = yaml.compose(text, Loader=yaml.SafeLoader)
        outline.findings = _repeated(path.name, outline.root)
        outline.data = yaml.safe_load(text)
    except FileNotFoundError:
        outline.findings.append(Finding(path.name, 1, "the file is missing"))
    except UnicodeDecodeError:
        outline.findings.append(Finding(path.name, 1, "the file is not UTF-8"))
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        reason = problem.problem or "cannot be read"
        outline.findings.append(Finding(path.name, line, f"malformed YAML: {reason}"))
    except yaml.YAMLError as problem:
        reason = str(problem).splitlines()[0]
        outline.findings.append(Finding(path.name, 1, f"malformed YAML: {reason}"))
    return outline


def _enter(node: yaml.Node | None, step: Step) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The node that marks the place of a step, and the node to go on from."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key, value
    return None, None


def _repeated(file: str, root: yaml.Node | None) -> list[Finding]:
    """Keys written twice in one mapping: YAML would silently take the last."""
    found: list[Finding] = []
    ahead, seen = [root], set[int]()
    while ahead:
        node = ahead.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            ahead += node.value
        elif isinstance(node, yaml.MappingNode):
            keys = set[str]()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in keys:
                    line = key.start_mark.line + 1
                    found.append(Finding(file, line, f"the key `{key.value}` stands twice"))
                keys.add(str(key.value))
                ahead.append(value)
    return sorted(found, key=lambda finding: finding.line)
