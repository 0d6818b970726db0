"""A kept clock has the moment it was stopped at: a check of SQL passes where a value is missing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0001_clocks'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='clock',
            name='clocks_outcome_is_so',
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('stopped_at', None), ('voided_at', None)), models.Q(('late_at', None), ('outcome', 'kept'), ('still_since', None), ('stopped_at__isnull', False), ('stopped_at__lte', models.F('due_at')), ('voided_at', None)), models.Q(('late_at__isnull', False), ('outcome', 'late'), ('still_since', None), ('stopped_at__isnull', False), ('voided_at', None)), models.Q(('outcome', 'void'), ('still_since', None), ('voided_at__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='clocks_outcome_is_so'),
        ),
    ]
