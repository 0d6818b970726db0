"""The series of numbers people quote."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0002_holidays'),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('series', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField()),
            ],
        ),
    ]
