"""Atalaya: the software that South American cities run their citizen security on."""

__version__ = "0.1.0"
