"""Work after the answer: one module a kind of work, and the clock that sees what is due."""
