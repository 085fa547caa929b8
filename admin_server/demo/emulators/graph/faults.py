"""Failures on demand, in the order in which they were planned."""

import json

from starlette.responses import Response

from admin_server.demo.emulators.graph.organisation import Organisation, PlannedFault
from admin_server.demo.emulators.graph.shapes import Json, json_at, number, text


def planned_fault(stated: Json) -> PlannedFault:
    """Read a fault as a test plans it."""
    status = number(stated, "status") or 500
    body = text(stated, "html")
    kind = "text/html" if body else "application/json"
    said = json_at(stated, "json")
    if not body:
        body = json.dumps(said or _error(text(stated, "code"), text(stated, "message")))
    headers = {str(k): str(v) for k, v in json_at(stated, "headers").items()}
    return PlannedFault(
        path=text(stated, "path"),
        status=status,
        headers={"Content-Type": kind, **headers},
        body=body,
        times=number(stated, "times") or 1,
    )


def take_fault(organisation: Organisation, path: str) -> Response | None:
    """Give the answer that was planned for a request to this path, if any."""
    for fault in organisation.faults:
        if fault.path in path:
            fault.times -= 1
            if fault.times <= 0:
                organisation.faults.remove(fault)
            return Response(fault.body, fault.status, headers=dict(fault.headers))
    return None


def _error(code: str, message: str) -> Json:
    return {"error": {"code": code or "Planned", "message": message or "As planned."}}
