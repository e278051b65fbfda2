"""The border-area guide: what staff see when the table is wrong, and what a person is told."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from knowledge_base.check import check
from knowledge_base.documents import documents_hash, read_documents
from knowledge_base.encoder import Encoder
from knowledge_base.entries import LANGUAGES
from knowledge_base.faults import Severity
from knowledge_base.guide import KINDS, FacetError, Guide, read_guide
from knowledge_base.index import load_index
from knowledge_base.search import KnowledgeBase
from tests.knowledge_base.conftest import ENTRY, Write, text

TODAY = datetime.date(2026, 11, 22)
DOCUMENTS = Path(__file__).parents[2] / "knowledge_base" / "documents"

SMALL = """\
facets:
  who: [citizen, visitor]
  where: [village, line]
  vehicle: [bus, truck]
disclaimer: {vi: Không phải quyết định., en: Not a decision., zh: 并非决定。, lo: ບໍ່ແມ່ນການຕັດສິນ.}
table:
  - kind: authority
    entry: border/permit
    text: {vi: Công an., en: The police., zh: 公安。, lo: ຕຳຫຼວດ.}
  - kind: permit
    when:
      who: [visitor]
      where: [line]
    entry: border/permit
    text: {vi: Cần giấy phép., en: A permit., zh: 需要许可证。, lo: ຕ້ອງມີໃບອະນຸຍາດ.}
"""


@pytest.fixture
def small(tmp_path: Path) -> Guide:
    file, faults = read_guide(SMALL, tmp_path / "guide.yml")
    assert file is not None
    assert faults == []
    return file.guide


@pytest.fixture
def findings(documents: Path, write: Write) -> Callable[..., list[str]]:
    """What ``check`` says of a guide beside an entry, as ``line: …``."""

    def findings(guide: str, severity: Severity = Severity.FAULT) -> list[str]:
        fee = {"vi": "Phí 10 USD.", "en": "10 USD.", "zh": "10美元。", "lo": "10 USD."}
        folder = write("border/permit", **{code: text(code, fee[code]) for code in LANGUAGES})
        (folder / "guide.yml").write_text(guide, "utf-8")
        faults = check(read_documents(documents), TODAY)
        return [
            str(fault).partition("guide.yml:")[2]
            for fault in faults
            if fault.path.name == "guide.yml" and fault.severity >= severity
        ]

    return findings


# ── What applies ──


def test_a_line_applies_where_every_facet_has_one_of_its_values(small: Guide) -> None:
    lines = small.lines({"who": "visitor", "where": "line"})
    assert [(line.kind, line.wording("en")) for line in lines] == [
        ("permit", "A permit."),
        ("authority", "The police."),
    ]
    assert [line.kind for line in small.lines({"who": "visitor", "where": "village"})] == ["authority"]


def test_a_facet_that_changes_the_result_is_never_assumed(small: Guide) -> None:
    with pytest.raises(FacetError, match="not known yet: where"):
        small.lines({"who": "visitor"})
    with pytest.raises(FacetError, match="no such value: where: moon"):
        small.lines({"who": "visitor", "where": "moon"})
    with pytest.raises(FacetError, match="no such value: whom: visitor"):
        small.missing({"whom": "visitor"})


def test_only_facets_that_still_matter_are_asked(small: Guide) -> None:
    assert small.missing({}) == ("who", "where")
    assert small.missing({"who": "visitor"}) == ("where",)
    assert small.missing({"who": "citizen"}) == ()
    assert small.lines({"who": "citizen"}) == small.lines({"who": "citizen", "where": "line", "vehicle": "bus"})


def test_a_facet_is_left_out_just_when_no_value_of_it_changes_anything(small: Guide) -> None:
    for values in product(*((None, *values) for values in small.facets.values())):
        known = {facet: value for facet, value in zip(small.facets, values, strict=True) if value}
        possible = [case for case in cases(small) if case.items() >= known.items()]
        for facet in small.facets.keys() - known.keys():
            others = [(case, {**case, facet: value}) for case in possible for value in small.facets[facet]]
            matters = any(small.lines(one) != small.lines(other) for one, other in others)
            assert (facet in small.missing(known)) == matters


def cases(guide: Guide) -> list[dict[str, str]]:
    """Every combination of values."""
    return [dict(zip(guide.facets, values, strict=True)) for values in product(*guide.facets.values())]


def test_a_text_that_is_not_translated_yet_is_shown_in_the_first_language(tmp_path: Path) -> None:
    file, faults = read_guide(SMALL.replace(", en: A permit.", "").replace(", en: Not a decision.", ""), tmp_path)
    assert file is not None
    assert {fault.severity for fault in faults} == {Severity.INCOMPLETE}
    assert file.guide.table[1].wording("en") == "Cần giấy phép."
    assert file.guide.caution("en") == "Không phải quyết định."


# ── What staff are told ──


def test_a_sound_guide_has_no_faults(findings: Callable[..., list[str]]) -> None:
    assert findings(SMALL, Severity.INCOMPLETE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ("kind: permit", "kind: permitt", "10: `kind` cannot be `permitt`: write one of exempt, permit, paper"),
        ("kind: permit", "kinds: permit", "10: the field `kind` is missing: write one of exempt, permit"),
        ("    when:", "    wenn:", "12: unknown field `wenn`: remove it or check its spelling"),
        ("where: [line]", "were: [line]", "13: there is no facet `were`: did you mean `where`?"),
        ("where: [line]", "where: [village, lime]", "13: `where` has no value `lime`: did you mean `line`?"),
        ("where: [line]", "where: []", "13: `where` has no values, so the line never applies: name the values"),
        ("where: [line]", "where:", "13: `where` has no values, so the line never applies: name the values"),
        ("where: [line]", "where: line", "13: `where` cannot be `line`: write lists of values, such as who:"),
        ("  where: [village, line]", "  where: []", "3: `where` cannot be a list of fields: write each facet with"),
        ("bus, truck", "bus, Big Truck", "4: `vehicle` cannot be `Big Truck`: write each facet with its values"),
        ("zh: 需要许可证。", "cn: 需要许可证。", "15: unknown language `cn`: use one of vi, en, zh, lo"),
        ("A permit.", "x" * 301, "15: the text has 301 characters, at most 300: shorten it"),
        ("A permit.", "A laisser-passer for 3 days.", "15: the number 3 does not stand in vi: correct one of the two"),
        ("A permit.", "evisa", "15: “evisa” is not how we call it: write “e-visa” (glossary.yml)"),
        ("disclaimer: {", "disclaimer: {fr: Non., ", "5: unknown language `fr`: use one of vi, en, zh, lo"),
        ("facets:", "facetts:", "2: unknown field `facetts`: remove it or check its spelling"),
        ("table:", "table:\n  - {kind: fee, kind: fee}", "7: a field that stands twice or has no plain name: keep one"),
    ],
)
def test_faults_of_the_table(findings: Callable[..., list[str]], right: str, wrong: str, finding: str) -> None:
    assert right in SMALL
    found = findings(SMALL.replace(right, wrong, 1))
    assert any(line.startswith(finding) for line in found), found


def test_every_line_leads_to_an_entry(findings: Callable[..., list[str]]) -> None:
    wrong = SMALL.replace("line]\n    entry: border/permit", "line]\n    entry: border/gone")
    assert findings(wrong, Severity.UNREADABLE) == ["14: no entry `border/gone`: name the entry that holds the rule"]


def test_a_figure_stands_in_the_entry_too(findings: Callable[..., list[str]]) -> None:
    fee = SMALL.replace("Cần giấy phép.", "10 đồng.").replace("A permit.", "10 USD.")
    fee = fee.replace("需要许可证。", "10美元。").replace("ຕ້ອງມີໃບອະນຸຍາດ.", "10 USD.")
    assert findings(fee) == []
    assert findings(fee.replace("10", "25"))[0].startswith(
        "15: the number 25 does not stand in border/permit/en.md: correct the line or the entry"
    )


def test_a_rule_that_has_ended_must_not_be_told(
    documents: Path, write: Write, findings: Callable[..., list[str]]
) -> None:
    write("border/old", ENTRY + "valid_to: 2026-10-31\n", en=text("Old", "Once."))
    old = SMALL.replace("line]\n    entry: border/permit", "line]\n    entry: border/old")
    assert findings(old) == ["14: the rule of border/old ended on 2026-10-31: name the entry that took its place"]


def test_every_combination_has_a_line_and_somebody_to_ask(findings: Callable[..., list[str]]) -> None:
    narrow = SMALL.replace("kind: authority", "kind: authority\n    when: {vehicle: [bus], where: [village]}")
    such = "who: citizen, where: village, vehicle: truck"
    assert findings(narrow) == [
        f"7: no authority for 6 combinations, such as {such}: add a line of kind `authority`",
        f"7: no line for 4 combinations, such as {such}: say so in a line of kind `unknown`",
    ]


def test_what_is_not_translated_yet_is_incomplete(findings: Callable[..., list[str]]) -> None:
    partly = SMALL.replace(", lo: ຕຳຫຼວດ.", "")
    assert findings(partly) == []
    assert findings(partly, Severity.INCOMPLETE) == ["9: incomplete: no text in `lo` yet: add lo: …"]


def test_there_is_one_guide(documents: Path, write: Write, findings: Callable[..., list[str]]) -> None:
    (write("border/signs", en=text("Signs", "Three.")) / "guide.yml").write_text(SMALL, "utf-8")
    assert findings(SMALL) == ["1: there is another guide: border/permit/guide.yml: keep one of the two"]


# ── It travels with the index ──


def test_a_running_assistant_takes_a_new_guide_over(
    documents: Path, write: Write, publish: Callable[[], Path], encoder: Encoder, small: Guide
) -> None:
    folder = write("border/permit", en=text("Permit", "Yes."))
    before = documents_hash(documents)
    index = publish()
    base = KnowledgeBase(load_index(index, encoder.identity), encoder, folder=index)
    assert base.guide is None

    (folder / "guide.yml").write_text(SMALL, "utf-8")
    assert documents_hash(documents) != before
    publish()
    assert base.refreshed().guide == small


# ── The guide that the province's staff keep ──


@pytest.fixture(scope="module")
def guide() -> Guide:
    (path,) = DOCUMENTS.glob("*/*/guide.yml")
    file, faults = read_guide(path.read_text("utf-8"), path)
    assert file is not None
    assert faults == []
    return file.guide


def test_every_case_is_answered_and_names_an_authority(guide: Guide) -> None:
    authorities = [line for line in guide.table if line.kind == "authority"]
    for case in cases(guide):
        assert any(line.fits(case) for line in authorities), case


def test_every_kind_is_used(guide: Guide) -> None:
    assert {line.kind for line in guide.table} == set(KINDS)


def test_how_long_one_crosses_at_an_opening_is_not_asked(guide: Guide) -> None:
    assert guide.missing({"who": "resident", "where": "opening"}) == ("why", "vehicle")


# By who: where, why, how long, vehicle; what is told; what is not. By hand from the facts that each comment names.
CASES: dict[str, list[tuple[str, list[str], list[str]]]] = {
    "resident": [
        (  # vietnamese-citizens-border-area: one identity paper, no permit outside belt and restricted zones
            "commune family nights on_foot",
            ["exempt vietnamese-citizens-border-area", "paper vietnamese-citizens-border-area"],
            ["permit foreigners-border-area-permit", "notice border-belt-entry", "fee border-permit-procedure"],
        ),
        (  # border-belt-entry: the duty is stated for those who do not live in the border area; border-banned-acts
            "belt family day on_foot",
            ["unknown border-belt-entry", "prohibition border-banned-acts", "authority border-guard-organisation"],
            ["notice border-belt-entry", "exempt vietnamese-citizens-border-area"],
        ),
        (  # border-resident-quota: 2 million a day, 4 days a month; border-pass-vietnamese; customs-region-vii
            "ma_lu_thang trade day on_foot",
            ["exempt border-resident-quota", "paper border-pass-vietnamese", "authority customs-region-vii"],
            ["prohibition border-resident-quota", "unknown ma-lu-thang-third-country"],
        ),
        (  # gate-papers-by-nationality: secondary gates for border residents; u-ma-tu-khoong-gate: reopened? not found
            "u_ma_tu_khoong trade day goods_truck",
            ["paper gate-papers-by-nationality", "unknown u-ma-tu-khoong-gate", "paper stay-in-gate-area"],
            ["prohibition u-ma-tu-khoong-gate", "prohibition gate-papers-by-nationality"],
        ),
        (  # openings-si-choang: six-month trial for border residents, result not found
            "opening trade day on_foot",
            ["unknown openings-si-choang", "exempt border-resident-quota", "authority openings-si-choang"],
            ["prohibition openings-si-choang"],
        ),
    ],
    "vietnamese": [
        (  # vietnamese-citizens-border-area: no overnight stay, nothing to register
            "commune tourism day vietnamese_plate",
            ["exempt vietnamese-citizens-border-area", "paper vietnamese-citizens-border-area"],
            ["notice vietnamese-citizens-border-area", "prohibition border-fines-foreigners"],
        ),
        (  # vietnamese-citizens-border-area: register an overnight stay; living there is another matter (Article 5)
            "tourist_site tourism nights on_foot",
            ["notice vietnamese-citizens-border-area", "authority border-guard-organisation"],
            ["permit vietnamese-citizens-border-area", "notice temporary-residence-declaration"],
        ),
        (  # border-belt-entry: report, and register a night; pu-si-lung-trek: permission of the Border Guard
            "belt trekking nights on_foot",
            ["notice border-belt-entry", "permit visiting/pu-si-lung-trek", "prohibition border-fines-heavy"],
            ["unknown visiting/pu-si-lung-trek", "permit foreigners-border-area-permit"],
        ),
        (  # border-resident-quota: not for traders from elsewhere; border-pass-vietnamese: passport and Chinese visa
            "ma_lu_thang trade day goods_truck",
            ["prohibition border-resident-quota", "paper border-pass-vietnamese", "unknown ma-lu-thang-status"],
            ["exempt border-resident-quota"],
        ),
        (  # organisations-bringing-foreigners: 24 hours; border-fines-foreigners: 3-5 million for the organisation
            "commune delegation day vietnamese_plate",
            ["notice organisations-bringing-foreigners", "prohibition border-fines-foreigners"],
            ["authority relations/receiving-delegations"],
        ),
    ],
    "border_pass": [
        (  # foreigners-border-area-permit speaks of foreigners staying in Viet Nam; chinese-lao-visitors-visa
            "commune tourism day on_foot",
            [
                "unknown foreigners-border-area-permit",
                "paper chinese-lao-visitors-visa",
                "authority emergency-contacts",
            ],
            ["permit foreigners-border-area-permit", "fee border-permit-procedure"],
        ),
        (  # economic-zone-exception; economic-zone-stay-15-days: pass valid 45 days, 15 days, not checked for 2026
            "economic_zone trade nights on_foot",
            ["exempt economic-zone-exception", "unknown stay-in-gate-area", "authority investment/economic-zone-board"],
            ["permit foreigners-border-area-permit", "paper stay-in-gate-area"],
        ),
        (  # gate-papers-by-nationality: neighbours pass main gates with a border pass; opening-hours-time-zone
            "ma_lu_thang family day on_foot",
            ["paper gate-papers-by-nationality", "unknown opening-hours-time-zone", "notice cash-declaration"],
            ["unknown ma-lu-thang-third-country", "prohibition evisa-gates-2025"],
        ),
        (  # openings-si-choang: for border residents of both sides on market days
            "opening trade day on_foot",
            ["unknown openings-si-choang", "prohibition border-resident-quota"],
            ["prohibition openings-si-choang", "permit foreigners-border-area-permit"],
        ),
        (  # chinese-lao-visitors-visa: a border pass is for the border area only
            "elsewhere tourism nights on_foot",
            ["paper gate-papers-by-nationality", "notice temporary-residence-declaration"],
            ["paper chinese-lao-visitors-visa"],
        ),
    ],
    "chinese": [
        (  # gate-papers-by-nationality: passport or border pass; chinese-lao-visitors-visa: a visa, no e-visa here
            "ma_lu_thang tourism day on_foot",
            ["paper gate-papers-by-nationality", "paper chinese-lao-visitors-visa", "authority ma-lu-thang-station"],
            ["unknown ma-lu-thang-third-country"],
        ),
        (  # gate-papers-by-nationality: secondary gates only with a border pass
            "u_ma_tu_khoong tourism day on_foot",
            ["prohibition gate-papers-by-nationality", "authority u-ma-tu-khoong-gate"],
            ["paper gate-papers-by-nationality"],
        ),
        (  # foreigners-border-area-permit, border-permit-procedure: 5 days, USD 10; border-fines-foreigners
            "commune tourism nights on_foot",
            [
                "permit foreigners-border-area-permit",
                "fee border-permit-procedure",
                "prohibition border-fines-foreigners",
            ],
            ["unknown foreigners-border-area-permit", "exempt economic-zone-exception"],
        ),
        (  # foreign-vehicles: only through a tour company with the ministry's approval; no pilot at Ma Lù Thàng
            "ma_lu_thang tourism day foreign_plate",
            ["permit foreign-vehicles", "paper foreign-vehicles", "paper stay-in-gate-area"],
            ["unknown foreign-vehicles"],
        ),
        (  # economic-zone-exception; economic-zone-stay-15-days: longer is not covered; work-permits
            "economic_zone project long on_foot",
            ["exempt economic-zone-exception", "paper stay-in-gate-area", "permit investment/work-permits"],
            ["unknown stay-in-gate-area", "permit foreigners-border-area-permit"],
        ),
    ],
    "foreign_resident": [
        (  # foreigners-border-area-permit: also for those who live in Viet Nam; border-permit-procedure
            "commune tourism day vietnamese_plate",
            ["permit foreigners-border-area-permit", "paper border-permit-procedure", "authority emergency-contacts"],
            ["notice temporary-residence-declaration"],
        ),
        (  # foreigners-border-area-permit: tourist sites are left out since 17 November 2025
            "tourist_site tourism nights on_foot",
            ["exempt foreigners-border-area-permit", "notice temporary-residence-declaration"],
            [
                "permit foreigners-border-area-permit",
                "fee border-permit-procedure",
                "prohibition border-fines-foreigners",
            ],
        ),
        (  # border-belt-projects: three ministries, 20 days; 3 working days' notice; vn-china-border-treaty
            "belt project long vietnamese_plate",
            ["permit border-belt-projects", "notice border-belt-projects", "prohibition vn-china-border-treaty"],
            ["paper extend-stay"],
        ),
        (  # ma-lu-thang-third-country; evisa-gates-2025: not listed
            "ma_lu_thang tourism day on_foot",
            ["unknown ma-lu-thang-third-country", "prohibition evisa-gates-2025"],
            ["paper gate-papers-by-nationality", "unknown opening-hours-time-zone"],
        ),
        (  # border-communes-2025: the provincial centre and the southern tea communes are outside
            "elsewhere tourism nights vietnamese_plate",
            ["exempt border-communes-2025", "notice temporary-residence-declaration", "permit drones"],
            ["permit foreigners-border-area-permit", "prohibition drones"],
        ),
    ],
    "foreign_visitor": [
        (  # economic-zone-exception: our reading; the passport and a valid stay
            "economic_zone tourism day on_foot",
            ["exempt economic-zone-exception", "paper economic-zone-exception", "prohibition drones"],
            ["permit foreigners-border-area-permit", "prohibition border-fines-foreigners"],
        ),
        (  # border-belt-entry, border-zone-permit (a night is reported too), trekking-near-border, border-fines-heavy
            "belt trekking nights on_foot",
            ["notice border-belt-entry", "notice visiting/border-zone-permit", "unknown visiting/pu-si-lung-trek"],
            ["unknown border-belt-entry", "exempt foreigners-border-area-permit"],
        ),
        (  # foreign-ngos: certificate and border permits; organisations-bringing-foreigners: 24 hours
            "commune aid day vietnamese_plate",
            ["permit foreign-ngos", "notice organisations-bringing-foreigners", "authority foreign-ngos"],
            ["permit investment/work-permits"],
        ),
        (  # foreign-vehicles: all of Viet Nam; drones: ask the military authorities anywhere
            "elsewhere tourism long foreign_plate",
            ["permit foreign-vehicles", "paper extend-stay", "authority lai-chau-foreigner-coordination"],
            ["prohibition border-banned-acts"],
        ),
        (  # openings-si-choang: not for tourists; immigration-fines-2025: illegal crossing
            "opening tourism day on_foot",
            ["prohibition openings-si-choang", "prohibition immigration-fines-2025"],
            ["unknown openings-si-choang"],
        ),
    ],
    "overseas": [
        (  # nothing in the facts on overseas Vietnamese; border-permit-procedure: NA15 for a private matter
            "commune family nights on_foot",
            ["unknown vietnamese-citizens-border-area", "permit foreigners-border-area-permit"],
            ["exempt vietnamese-citizens-border-area", "paper vietnamese-citizens-border-area"],
        ),
        (  # overnight-registration: relatives must file the form
            "elsewhere family nights on_foot",
            ["notice temporary-residence-declaration", "exempt border-communes-2025"],
            ["unknown vietnamese-citizens-border-area"],
        ),
        (  # foreigners-border-area-permit: the exception
            "tourist_site family day vietnamese_plate",
            ["exempt foreigners-border-area-permit", "unknown vietnamese-citizens-border-area"],
            ["permit foreigners-border-area-permit"],
        ),
        (  # u-ma-tu-khoong-gate: not for third-country tourists
            "u_ma_tu_khoong family day on_foot",
            ["prohibition u-ma-tu-khoong-gate", "unknown vietnamese-citizens-border-area"],
            ["paper gate-papers-by-nationality"],
        ),
        (  # vietnamese-citizens-border-area, Article 5: who may live there; nothing on foreigners
            "commune family live on_foot",
            ["unknown vietnamese-citizens-border-area", "paper extend-stay"],
            ["permit vietnamese-citizens-border-area"],
        ),
    ],
    "diplomat": [
        (  # border-permit-procedure: opinion of the ministry (Kon Tum's page); receiving-delegations
            "commune delegation day vietnamese_plate",
            ["permit foreigners-border-area-permit", "authority relations/receiving-delegations"],
            ["unknown foreign-journalists"],
        ),
        (  # foreigners-border-area-permit: the exception is for all foreigners
            "tourist_site tourism day vietnamese_plate",
            ["exempt foreigners-border-area-permit", "paper border-guard-organisation"],
            ["permit foreigners-border-area-permit", "paper border-permit-procedure"],
        ),
        (  # foreign-journalists: resident and visiting reporters only
            "commune press day on_foot",
            ["unknown foreign-journalists", "paper foreign-journalists", "authority foreign-journalists"],
            ["permit foreign-journalists"],
        ),
        (  # border-belt-entry: a written list of people and vehicles; restricted-zone
            "belt delegation day vietnamese_plate",
            ["notice border-belt-entry", "prohibition restricted-zone", "authority border-guard-organisation"],
            ["unknown border-belt-entry", "notice visiting/border-zone-permit"],
        ),
        (  # stay-in-gate-area: only those who have not finished procedures; ma-lu-thang-third-country
            "ma_lu_thang delegation nights vietnamese_plate",
            ["prohibition stay-in-gate-area", "unknown ma-lu-thang-third-country", "paper stay-in-gate-area"],
            ["notice temporary-residence-declaration"],
        ),
    ],
}


@pytest.mark.parametrize(
    ("case", "told", "not_told"),
    [(f"{who} {case}", told, not_told) for who, cases in CASES.items() for case, told, not_told in cases],
)
def test_what_a_person_is_told(guide: Guide, case: str, told: list[str], not_told: list[str]) -> None:
    lines = guide.lines(dict(zip(guide.facets, case.split(), strict=True)))
    shown = {f"{line.kind} {line.entry.removeprefix('border/')}" for line in lines}
    assert shown >= set(told)
    assert not shown & set(not_told)


def test_there_are_cases_for_everybody(guide: Guide) -> None:
    assert {who: len(cases) for who, cases in CASES.items()} == dict.fromkeys(guide.facets["who"], 5)


@pytest.mark.parametrize(
    ("who", "addresses"),
    [  # foreign-journalists: who lives in Viet Nam asks the province, who visits the ministry or an embassy
        ("foreign_resident", ["the Provincial People's Committee"]),
        ("foreign_visitor", ["the Ministry of Foreign Affairs or a Vietnamese embassy"]),
        ("chinese", ["the Provincial People's Committee", "the Ministry of Foreign Affairs or a Vietnamese embassy"]),
    ],
)
def test_reporters_apply_where_they_live(guide: Guide, who: str, addresses: list[str]) -> None:
    facets = {"who": who, "where": "elsewhere", "why": "press", "how_long": "day", "vehicle": "on_foot"}
    permits = [line.wording("en") for line in guide.lines(facets) if line.entry == "border/foreign-journalists"]
    for address, permit in zip(addresses, permits[:-1], strict=True):  # the last line names who decides
        assert f"applies to {address}" in permit
