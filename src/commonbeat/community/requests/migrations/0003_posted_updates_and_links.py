"""Progress other systems post, links to pictures beside a request, and the index clients poll by."""

import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests', '0002_guard_and_shipped_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostedUpdate',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key_id', models.UUIDField(help_text='The API key that posted it.')),
                ('update_id', models.CharField(help_text='Its id in the other system.', max_length=100)),
                ('status', models.CharField(help_text='As it was sent.', max_length=40)),
                ('shown_id', models.UUIDField(help_text='The public update, or the move, that holds its words.')),
                ('said_at', models.DateTimeField(help_text='When it happened, as the other system says.', null=True)),
                ('links', models.JSONField(blank=True, default=list, help_text='Addresses of pictures; never fetched.')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='links',
            field=models.JSONField(blank=True, default=list, help_text='Addresses of pictures as another app sent them; for staff, never fetched.'),
        ),
        migrations.AlterField(
            model_name='publicrequest',
            name='updated_at',
            field=models.DateTimeField(help_text='Last public change; the first one is rounded up.'),
        ),
        migrations.AddIndex(
            model_name='publicrequest',
            index=models.Index(fields=['-updated_at', '-public_id'], name='requests_public_updated'),
        ),
        migrations.AddField(
            model_name='postedupdate',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posted', to='requests.servicerequest'),
        ),
        migrations.AddConstraint(
            model_name='postedupdate',
            constraint=models.UniqueConstraint(fields=('key_id', 'update_id'), name='requests_posted_once'),
        ),
    ]
