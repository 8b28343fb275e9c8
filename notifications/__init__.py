"""Words: what people read, as messages, pages and documents."""
