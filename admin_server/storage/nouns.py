"""One transaction's view of one tenant: each noun, nobody else's."""

from functools import cached_property

from sqlalchemy import Connection

from admin_server.core.ports import Fingerprinting
from admin_server.core.tenants import Tenant
from admin_server.storage.audit import SqlAudit
from admin_server.storage.connections import SqlConnections
from admin_server.storage.hosts import SqlHosts
from admin_server.storage.invitations import SqlInvitations
from admin_server.storage.kiosk_events import SqlKioskEvents
from admin_server.storage.kiosk_matters import (
    SqlBadgeOrders,
    SqlDeliveries,
    SqlHelpCalls,
    SqlKeptCheckIns,
    SqlPhotos,
)
from admin_server.storage.kiosks import SqlKiosks
from admin_server.storage.logos import SqlLogos
from admin_server.storage.meeting_choices import SqlMeetingChoices
from admin_server.storage.meetings import SqlMeetings
from admin_server.storage.outbox import SqlOutbox
from admin_server.storage.rooms import SqlRoomNotes, SqlRooms
from admin_server.storage.sessions import SqlOneTimeLinks, SqlSessions
from admin_server.storage.sign_in_ways import SqlIdentityProviders, SqlPasskeys
from admin_server.storage.sites import SqlSites
from admin_server.storage.tenants import change_tenant, find_tenant
from admin_server.storage.users import SqlUsers
from admin_server.storage.visitors import SqlVisitors
from admin_server.storage.visits import SqlVisits
from admin_server.storage.watches import SqlWatches


class SqlNouns:
    """The `Nouns` of one tenant in one transaction.

    Raises:
        NoSuchTenant: there is no tenant with this id.
    """

    def __init__(
        self, connection: Connection, tenant_id: str, fingerprinting: Fingerprinting
    ) -> None:
        self._connection = connection
        self._tenant = find_tenant(connection, tenant_id)
        self._fingerprinting = fingerprinting

    @property
    def tenant(self) -> Tenant:
        return self._tenant

    # Each is made once, and knows what this transaction has read by it.

    @cached_property
    def logos(self) -> SqlLogos:
        return SqlLogos(self._connection, self._tenant.id)

    @cached_property
    def sites(self) -> SqlSites:
        return SqlSites(self._connection, self._tenant.id)

    @cached_property
    def hosts(self) -> SqlHosts:
        return SqlHosts(self._connection, self._tenant.id)

    @cached_property
    def visitors(self) -> SqlVisitors:
        return SqlVisitors(self._connection, self._tenant.id)

    @cached_property
    def invitations(self) -> SqlInvitations:
        return SqlInvitations(self._connection, self._tenant.id)

    @cached_property
    def visits(self) -> SqlVisits:
        return SqlVisits(self._connection, self._tenant.id)

    @cached_property
    def kiosks(self) -> SqlKiosks:
        return SqlKiosks(self._connection, self._tenant.id)

    @cached_property
    def connections(self) -> SqlConnections:
        return SqlConnections(self._connection, self._tenant.id)

    @cached_property
    def rooms(self) -> SqlRooms:
        return SqlRooms(self._connection, self._tenant.id)

    @cached_property
    def room_notes(self) -> SqlRoomNotes:
        return SqlRoomNotes(self._connection, self._tenant.id)

    @cached_property
    def meetings(self) -> SqlMeetings:
        key = self._fingerprinting.fingerprint_key(self._tenant.id, "meetings")
        return SqlMeetings(self._connection, self._tenant.id, key, self.rooms)

    @cached_property
    def meeting_choices(self) -> SqlMeetingChoices:
        return SqlMeetingChoices(self._connection, self._tenant.id)

    @cached_property
    def watches(self) -> SqlWatches:
        return SqlWatches(self._connection, self._tenant.id)

    @cached_property
    def kept_check_ins(self) -> SqlKeptCheckIns:
        return SqlKeptCheckIns(self._connection, self._tenant.id)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        return SqlDeliveries(self._connection, self._tenant.id)

    @cached_property
    def photos(self) -> SqlPhotos:
        return SqlPhotos(self._connection, self._tenant.id)

    @cached_property
    def help_calls(self) -> SqlHelpCalls:
        return SqlHelpCalls(self._connection, self._tenant.id)

    @cached_property
    def badge_orders(self) -> SqlBadgeOrders:
        return SqlBadgeOrders(self._connection, self._tenant.id)

    @cached_property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._connection, self._tenant.id)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._connection, self._tenant.id)

    @cached_property
    def kiosk_events(self) -> SqlKioskEvents:
        return SqlKioskEvents(self._connection, self._tenant.id)

    @cached_property
    def users(self) -> SqlUsers:
        return SqlUsers(self._connection, self._tenant.id)

    @cached_property
    def sessions(self) -> SqlSessions:
        return SqlSessions(self._connection, self._tenant.id)

    @cached_property
    def one_time_links(self) -> SqlOneTimeLinks:
        return SqlOneTimeLinks(self._connection, self._tenant.id)

    @cached_property
    def passkeys(self) -> SqlPasskeys:
        return SqlPasskeys(self._connection, self._tenant.id)

    @cached_property
    def identity_providers(self) -> SqlIdentityProviders:
        return SqlIdentityProviders(self._connection, self._tenant.id)

    def change_tenant(self, tenant: Tenant) -> None:
        if tenant.id != self._tenant.id:
            raise ValueError("a tenant can change nobody but itself")
        change_tenant(self._connection, tenant)
        self._tenant = tenant
