"""Traces of requests and jobs, sent by OTLP over HTTP; they name nobody.

A span has only what is written here: no address, query, body, header or message of
an exception. Traces that callers claim to be part of are not joined.
"""

from collections.abc import Awaitable, Callable

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_server.web.observed import route_of
from shared.version import VERSION

_PATIENCE = 5.0
_FAULT = 500


class Traces:
    """Makes spans and sends them in the background.

    Args:
        endpoint: the receiver's address, such as "http://127.0.0.1:4318".
    """

    def __init__(self, endpoint: str) -> None:
        about = {"service.name": "portico-server", "service.version": VERSION}
        self._provider = TracerProvider(
            resource=Resource(about), shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(
            endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_PATIENCE
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("portico", VERSION)

    async def job(self, name: str, turn: Callable[[], Awaitable[float]]) -> float:
        """Do a turn of a job within a span."""
        with self._tracer.start_as_current_span(
            f"job {name}", record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                return await turn()
            except Exception as trouble:
                _fail(span, type(trouble).__name__)
                raise

    async def request(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request within a span that is named by its route."""
        method = scope["method"]
        with self._tracer.start_as_current_span(
            method,
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            async def noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= _FAULT:
                        _fail(span, str(message["status"]))
                await send(message)

            try:
                await app(scope, receive, noted)
            except Exception as trouble:
                _fail(span, type(trouble).__name__)
                raise
            finally:
                span.set_attribute("http.request.method", method)
                span.set_attribute("http.route", route_of(scope))
                span.update_name(f"{method} {route_of(scope)}")

    def close(self) -> None:
        """Send what is left, for a few seconds at most."""
        self._provider.shutdown()


class Traced:
    """Answers each request within a span."""

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        self._app = app
        self._traces = traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] == "http":
            await self._traces.request(self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _fail(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))
