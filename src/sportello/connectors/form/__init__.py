"""The help centre's own contact form."""
