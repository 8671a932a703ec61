"""Background work: the Celery application and its one task."""

import os
import socket

from celery import Celery
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from dealbrain_api.tables import listing
from dealbrain_core.valuation import total_cents

broker = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
celery_app = Celery("dealbrain", broker=broker, backend=broker)
celery_app.conf.update(
    broker_connection_retry_on_startup=True,
    result_expires=600,
    task_serializer="json",
    accept_content=["json"],
)


@celery_app.task(name="valuation.value_listings")
def value_listings() -> dict:
    engine = create_engine(os.environ["SYNC_DATABASE_URL"], poolclass=NullPool)
    with engine.connect() as connection:
        prices = [row.cents for row in connection.execute(select(listing.c.cents))]
    return {"listings": len(prices), "total": total_cents(prices), "by": socket.gethostname()}
