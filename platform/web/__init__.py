"""Machinery of pages: permissions, forms, languages, errors, caching, menus."""
