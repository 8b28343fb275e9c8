"""Files from outside, looked at as bytes and read into plain tables; imports little, for a process of its own runs it."""
