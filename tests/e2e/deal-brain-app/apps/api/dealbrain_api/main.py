"""The web application. `get_app` is a factory: servers call it once per process."""

import os
from contextlib import asynccontextmanager

from celery.result import AsyncResult
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from dealbrain_api.tables import listing
from dealbrain_api.worker import celery_app, value_listings


class NewListing(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    cents: int = Field(ge=0)


def get_app() -> FastAPI:
    url = os.environ.get("DATABASE_URL", "")
    # Connections are made when the first query needs one, so that the process is
    # up and can say so before the database is.
    engine = create_async_engine(url, pool_size=2) if url else None
    seen = {"requests": 0}

    @asynccontextmanager
    async def lifespan(app: FastAPI):
        yield
        if engine is not None:
            await engine.dispose()

    app = FastAPI(title="Price book", lifespan=lifespan)

    def database():
        if engine is None:
            raise HTTPException(503, "DATABASE_URL is not set")
        return engine

    @app.middleware("http")
    async def count(request: Request, call_next):
        seen["requests"] += 1
        return await call_next(request)

    @app.get("/health")
    async def health():
        return {"status": "ok", "environment": os.environ.get("ENVIRONMENT", "")}

    @app.get("/ready")
    async def ready():
        async with database().connect() as connection:
            await connection.execute(text("SELECT 1"))
        return {"status": "ok"}

    @app.get("/metrics", response_class=PlainTextResponse)
    async def metrics():
        return f"# TYPE http_requests_total counter\nhttp_requests_total {seen['requests']}\n"

    @app.post("/listings", status_code=201)
    async def add(new: NewListing):
        try:
            async with database().begin() as connection:
                row = await connection.execute(insert(listing).values(**new.model_dump()).returning(listing.c.id))
                return {"id": row.scalar_one()}
        except IntegrityError as error:
            raise HTTPException(409, "there is a listing of that title") from error

    @app.get("/listings")
    async def all_listings():
        async with database().connect() as connection:
            rows = await connection.execute(select(listing).order_by(listing.c.id))
            return [dict(row._mapping) for row in rows]

    @app.post("/valuations", status_code=202)
    def start_valuation():
        return {"task": value_listings.delay().id}

    @app.get("/valuations/{task}")
    def valuation(task: str):
        result = AsyncResult(task, app=celery_app)
        return {"state": result.state, "result": result.result if result.successful() else None}

    return app


def run() -> None:
    import uvicorn

    uvicorn.run("dealbrain_api.main:get_app", factory=True, host="0.0.0.0", port=8000)
