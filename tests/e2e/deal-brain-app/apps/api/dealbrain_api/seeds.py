"""Puts data/listings.json into the database: `python -m dealbrain_api.seeds`."""

import json
import os
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql import insert

from dealbrain_api.tables import listing


def main() -> None:
    rows = json.loads(Path(os.environ.get("SEED_FILE", "data/listings.json")).read_text(encoding="utf-8"))
    engine = create_engine(os.environ["SYNC_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(insert(listing).on_conflict_do_nothing(index_elements=["title"]), rows)
    print(f"{len(rows)} listings")


if __name__ == "__main__":
    main()
