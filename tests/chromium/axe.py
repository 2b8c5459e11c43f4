"""axe-core in a page: what somebody who sees, hears or moves less could not use in it."""

from typing import Any

from playwright.sync_api import Page

from scripts.assets import AXE

# The source is evaluated by the browser's debugger, which the page's policy does not bind.
RUN = """async (rules) => {
    for (const one of document.getAnimations()) one.finish();  // colours half-way are nobody's
    const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
    return (await axe.run(document, { resultTypes: ["violations"], ...only })).violations;
}"""


def load(page: Page) -> None:
    """Bring axe into the open page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))


def violations(page: Page, *rules: str) -> list[str]:
    """A line for each element that breaks one of the rules, or any, with the rule."""
    found: list[dict[str, Any]] = page.evaluate(RUN, list(rules))
    return [
        f"{rule['id']}: {node['target'][0]} ({rule['help']})"
        for rule in found
        for node in rule["nodes"]
    ]
