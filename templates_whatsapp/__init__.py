"""The stock messages: a catalogue, and one body a template and language."""
