"""Runs the migrations over SYNC_DATABASE_URL: Alembic has no use for an event loop."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from dealbrain_api.tables import metadata

engine = create_engine(os.environ["SYNC_DATABASE_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
