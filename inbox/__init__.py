"""Agents speak to us: pages."""
