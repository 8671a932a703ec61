import pytest
from dealbrain_core.valuation import total_cents


def test_sum():
    assert total_cents([18900, 32450]) == 51350


def test_negative_price_is_refused():
    with pytest.raises(ValueError):
        total_cents([1, -1])
