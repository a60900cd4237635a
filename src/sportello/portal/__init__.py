"""Portal: what buyers see, the help centre and the contact form, and the visits that are made there."""
