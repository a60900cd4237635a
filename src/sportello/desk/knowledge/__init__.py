"""The content owner's pages: articles, their editions, and what to look after."""
