"""Papers: Typst templates and what fills them. Only the worker typesets."""
