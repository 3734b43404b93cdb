"""Counts and times of requests, by address pattern and never by person or case."""

from __future__ import annotations

from time import perf_counter
from typing import cast

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

METRICS = "weiquan.metrics"
BUCKETS = (0.002, 0.004, 0.008, 0.016, 0.025, 0.06, 0.1, 0.25, 0.5, 1, 5)


class Metrics:
    """The instruments of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "weiquan_http_requests_total",
            "Answered requests",
            ["endpoint", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "weiquan_http_request_seconds",
            "Time to an answer",
            ["endpoint"],
            buckets=BUCKETS,
            registry=self.registry,
        )

    def start(self) -> None:
        """A request came in."""
        g.metrics_started = perf_counter()

    def finish(self, response: Response) -> Response:
        """An answer goes out."""
        endpoint = request.endpoint or "unknown"
        self.requests.labels(endpoint, request.method, str(response.status_code)).inc()
        self.seconds.labels(endpoint).observe(perf_counter() - g.metrics_started)
        return response


def install(app: Flask) -> None:
    """Measure an application; first of all, so that the time of all else counts."""
    metrics = Metrics()
    app.extensions[METRICS] = metrics
    app.before_request(metrics.start)
    app.after_request(metrics.finish)


def registry() -> CollectorRegistry:
    """Where this application's instruments are."""
    return cast("Metrics", current_app.extensions[METRICS]).registry
