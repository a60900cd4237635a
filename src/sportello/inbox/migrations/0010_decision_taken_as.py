from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0009_approvals'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='opendecision', name='open_decision_as'),
        migrations.RenameField(model_name='opendecision', old_name='as_', new_name='taken_as'),
        migrations.AddConstraint(
            model_name='opendecision',
            constraint=models.CheckConstraint(condition=models.Q(('taken_as', 'answered'), models.Q(('promise__isnull', False), ('taken_as', 'later')), models.Q(('taken_as', 'not'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='open_decision_as'),
        ),
    ]
