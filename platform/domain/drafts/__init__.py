"""Drafts of forms: what somebody began to type and has not sent, kept until they send it or thirty days pass."""
