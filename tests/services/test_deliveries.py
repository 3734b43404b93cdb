"""How long a delivery waits after failures, and how a receiver knows that it is ours."""

from datetime import timedelta

from engine.services.deliveries import signature, wait_after

BY_OPENSSL = "b893101b8c53c4685cd5bde982dd0a2a9865c08b8e18a38842fe0ec2c2f096d0"


def test_a_signature_is_what_the_manual_says() -> None:
    """Reckoned with `openssl dgst -sha256 -hmac secret`."""
    assert signature("secret", "1772413200", b'{"seq":1}') == f"v1={BY_OPENSSL}"


def test_waits_double_from_a_minute_to_six_hours() -> None:
    minutes = [wait_after(failures) // timedelta(minutes=1) for failures in range(1, 12)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert wait_after(10_000) == timedelta(hours=6)
