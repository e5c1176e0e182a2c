"""The doors. A channel is one small file; what it may do is in paminn.ports."""
