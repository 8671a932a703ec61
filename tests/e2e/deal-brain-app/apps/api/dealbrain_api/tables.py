"""The one table, shared by the requests, the migrations and the seeds."""

from sqlalchemy import Column, Integer, MetaData, Table, Text

metadata = MetaData()
listing = Table(
    "listing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False, unique=True),
    Column("cents", Integer, nullable=False),
)
