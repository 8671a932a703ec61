from fastapi import FastAPI

app = FastAPI(title="Managers")


@app.get("/health")
def health():
    return {"status": "ok"}
