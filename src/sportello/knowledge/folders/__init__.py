"""Articles as folders of Markdown files: reading and writing them, packed or not."""
