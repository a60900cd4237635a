"""Which kind of mail a machine or a stranger sent, judged by its words."""
