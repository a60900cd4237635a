from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["-last_message_at", "-id"], name="ticket_latest"),
        ),
    ]
