"""The office's mailbox: read over IMAP, each mail once, marked as seen only when what it brought is kept."""
