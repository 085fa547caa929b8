"""Every command, by the name under which a running server is asked for it."""

from admin_server.commands.copying import copy_tenant
from admin_server.commands.invitations import invite_with_pass
from admin_server.commands.kiosks import kiosk_token
from admin_server.commands.messages import list_messages, retry_messages
from admin_server.commands.tenant_files import apply
from admin_server.commands.tenants import (
    create_tenant,
    list_tenants,
    resume_tenant,
    suspend_tenant,
)
from admin_server.commands.whole_tenants import compact, delete_tenant, export_tenant
from admin_server.web.control import Command

COMMANDS: dict[str, Command] = {
    "apply": apply,
    "compact": compact,
    "copy": copy_tenant,
    "kiosk-token": kiosk_token,
    "messages-list": list_messages,
    "messages-retry": retry_messages,
    "pass": invite_with_pass,
    "tenant-create": create_tenant,
    "tenant-delete": delete_tenant,
    "tenant-export": export_tenant,
    "tenant-list": list_tenants,
    "tenant-resume": resume_tenant,
    "tenant-suspend": suspend_tenant,
}
