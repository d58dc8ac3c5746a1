"""Uploaded files behind one storage."""
