"""Every mail: stored with the change that causes it, sent by the worker."""
