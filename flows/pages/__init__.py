"""The program's own small page: a leader decides, a unit hands in, a partner answers; by a link, without an account."""
