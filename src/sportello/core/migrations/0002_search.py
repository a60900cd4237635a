"""The extensions search stands on, and the function behind every search column."""

from django.db import migrations

# Declared immutable because it names every dictionary in full; the language's own vector keeps its stop words, the
# unaccented simple one finds names, codes and words of other languages. Texts are cut well below the size at which
# a tsvector overflows and the INSERT would fail (1 MB of lexemes).
FUNCTION = """
CREATE FUNCTION sportello_search(language text, title text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector(
        CASE language
            WHEN 'it' THEN 'pg_catalog.italian'::regconfig
            WHEN 'en' THEN 'pg_catalog.english'::regconfig
            WHEN 'de' THEN 'pg_catalog.german'::regconfig
            WHEN 'fr' THEN 'pg_catalog.french'::regconfig
            WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
            ELSE 'pg_catalog.simple'::regconfig
        END,
        left(title || ' ' || body, 50000)
    ) || to_tsvector(
        'pg_catalog.simple'::regconfig,
        public.unaccent('public.unaccent'::regdictionary, left(title || ' ' || body, 50000))
    )
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION sportello_search(text, text, text)"),
    ]
