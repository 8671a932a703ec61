"""Sums of prices in cents."""


def total_cents(prices: list[int]) -> int:
    if any(price < 0 for price in prices):
        raise ValueError("a price is negative")
    return sum(prices)
