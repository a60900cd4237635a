"""Knowledge: articles with their editions per audience and language, and finding the right one."""
