"""What the store promises of the search for a host."""

from dataclasses import replace

import pytest

from admin_server.core.people import Host
from admin_server.core.ports import Nouns, TenantStore
from tests.contracts.store_tenants import StoreTenants


class SearchPromises(StoreTenants):
    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("Hans Groß", "gross"),
            ("Hans Gross", "groß"),
            ("Renée Dubois", "renee"),
            ("Renee Dubois", "RENÉE"),
            ("Łukasz Nowak", "lukasz"),
            ("Lukasz Nowak", "łuk"),
            ("Yıldız Işık", "yildiz"),
            ("Yildiz Isik", "YILDIZ"),
            ("İnci Demir", "inci"),
            ("Søren Kjær", "soren kjaer"),
            ("Anna Berg", "ber"),
            ("Anna Berg", "berg anna"),
            ("Anna Berg", "anna b"),
            ("Anna-Lena Meier-Schmidt", "schm"),
            ("  Anna   Berg ", "an"),
            ("山田太郎", "山"),
            ("山田太郎", "太郎"),
            ("山田太郎", "郎"),
            ("やまだ はなこ", "は"),
            ("ﾔﾏﾀﾞ", "ヤマ"),
            ("김민수", "김"),
            ("김민수", "민수"),
            ("李Anna", "anna"),
            ("Мария Иванова", "мар"),
            ("สมชาย ใจดี", "สม"),
        ],
    )
    async def test_a_host_is_found(self, empty: TenantStore, name: str, query: str):
        """A visitor finds the host however they can write the name."""
        await empty.write(lambda n: n.hosts.put(_host("1", name)))

        found = await empty.read(lambda n: n.hosts.search(query))

        assert [host.name for host in found] == [name]

    @pytest.mark.parametrize(
        "query",
        ["", " ", "a", "á", "-", "nn", "erg", "anna z", "%", "a%", "an_a"],
    )
    async def test_nobody_is_found(self, empty: TenantStore, query: str):
        """One letter, the middle of a name or a stray sign gives no list of staff."""
        await empty.write(lambda n: n.hosts.put(_host("1", "Anna Berg")))

        assert await empty.read(lambda n: n.hosts.search(query)) == []

    async def test_one_korean_sign_means_itself(self, empty: TenantStore):
        """A Korean sign does not find another that only begins alike."""
        await empty.write(lambda n: n.hosts.put(_host("1", "김민수")))

        assert await empty.read(lambda n: n.hosts.search("소")) == []

    async def test_the_best_comes_first(self, empty: TenantStore):
        """A whole name comes before a beginning, a first name before a last name."""
        names = ["Bo Annan", "Annabel Abel", "Bo Anna", "Anna Zorn", "Anna Abel"]
        await empty.write(_save_all(names))

        found = await empty.read(lambda n: n.hosts.search("anna"))

        assert [host.name for host in found] == [
            "Anna Abel",
            "Anna Zorn",
            "Bo Anna",
            "Annabel Abel",
            "Bo Annan",
        ]

    async def test_a_list_ends(self, empty: TenantStore):
        """The list fits on the screen, however many are called Anna."""
        await empty.write(_save_all([f"Anna {last}" for last in "ABCDEFGHIJ"]))

        whole = await empty.read(lambda n: n.hosts.search("anna"))
        short = await empty.read(lambda n: n.hosts.search("anna", limit=2))

        assert [host.name for host in whole] == [f"Anna {x}" for x in "ABCDEFGH"]
        assert [host.name for host in short] == ["Anna A", "Anna B"]

    async def test_who_left_is_hidden(self, empty: TenantStore):
        """Nobody can announce a visit to somebody who no longer works here."""
        gone = replace(_host("1", "Anna Berg"), active=False)
        await empty.write(lambda n: n.hosts.put(gone))

        assert await empty.read(lambda n: n.hosts.search("anna")) == []

    async def test_an_old_name_is_forgotten(self, empty: TenantStore):
        """Who has married is found by the new name only."""
        await empty.write(lambda n: n.hosts.put(_host("1", "Anna Maria Berg")))
        await empty.write(lambda n: n.hosts.put(_host("1", "Anna Thal")))

        old = await empty.read(lambda n: n.hosts.search("berg"))
        new = await empty.read(lambda n: n.hosts.search("thal"))

        assert old == []
        assert [host.name for host in new] == ["Anna Thal"]

    async def test_a_long_query_does_no_harm(self, empty: TenantStore):
        """Somebody who leans on the keyboard gets an answer."""
        await empty.write(lambda n: n.hosts.put(_host("1", "Anna Berg")))

        found = await empty.read(lambda n: n.hosts.search("anna " * 2000))

        assert [host.name for host in found] == ["Anna Berg"]


def _host(host_id: str, name: str) -> Host:
    return Host(host_id, name, f"{host_id}@acme.example")


def _save_all(names: list[str]):
    hosts = [_host(str(number), name) for number, name in enumerate(names)]

    def save(nouns: Nouns) -> None:
        for host in hosts:
            nouns.hosts.put(host)

    return save
