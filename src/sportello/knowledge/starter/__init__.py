"""The articles with which a seller begins: a folder of Markdown files, one for each edition."""
