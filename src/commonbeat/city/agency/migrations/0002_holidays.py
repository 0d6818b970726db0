"""The days on which the office is closed."""

import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agency', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('observed', models.BooleanField(default=False, help_text='Kept on this day because the holiday itself falls on a weekend.')),
            ],
            options={
                'ordering': ('day',),
            },
        ),
    ]
