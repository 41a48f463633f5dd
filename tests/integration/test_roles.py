# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles: every playbook of their READMEs runs, twice, and the second run changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.plays import LONG_ON_THE_TARGET, Play
from tests.integration.test_login_methods import CALLS
from tests.playbook import CHECKOUT, PLATFORMS, variables_of
from tests.simulator.client import Simulator
from tests.simulator.platforms import GIVEN, LOGINS

_REALMS = "/api/cloud/provider/identity-providers"


def playbooks(platform: str) -> list[str]:
    """The playbooks in a role's README."""
    text = (CHECKOUT / "roles" / platform / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)


def variables(platform: str, simulator: Simulator) -> dict[str, Any]:
    """What the README leaves to the user, for the simulator."""
    described = simulator.description
    given = {f"{platform}_{name}": described[platform][name] for name in GIVEN[platform]}
    return {
        **variables_of(described),
        **given,
        f"{platform}_ca_path": described["ca_path"],
        "my_organization": described["apic"]["organization"],
        "my_proxies": "/projects/%s/apiProxies" % described["apinizer"]["project"],
    }


def test_every_readme_has_a_smallest_playbook_and_one_that_writes() -> None:
    for platform in PLATFORMS:
        smallest, *writing = playbooks(platform)
        calling = [each for each in writing if f"{platform}_calls:" in each]
        assert len(smallest.splitlines()) < min(len(each.splitlines()) for each in calling)


@pytest.mark.same_on_every_core
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_writing_playbook_of_the_readme(play: Play, fresh_simulator: Simulator, platform: str) -> None:
    given = variables(platform, fresh_simulator)
    for text in playbooks(platform)[1:]:
        runs = [play(text, extra_vars=given, check=check) for check in (True, False, False)]
        for ran in runs:
            assert ran.rc == 0, ran.output
        changed = [any(result.changed for result in ran.results) for ran in runs]
        assert changed == [True, True, False]


@pytest.mark.parametrize("check", [pytest.param(True, marks=pytest.mark.same_on_every_core), False])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_smallest_playbook_of_the_readme(
    play: Play, fresh_simulator: Simulator, platform: str, check: bool
) -> None:
    ran = play(playbooks(platform)[0], extra_vars=variables(platform, fresh_simulator), check=check)
    assert ran.rc == 0, ran.output
    assert not any(result.changed for result in ran.results)
    login = LOGINS[platform]
    assert len(fresh_simulator.journal(path=login or "/none")) == (1 if login else 0)


def test_what_a_role_leaves(play: Play, fresh_simulator: Simulator) -> None:
    apic: dict[str, Any] = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [
            {
                "name": "Run the role",
                "ansible.builtin.include_role": {"name": "apiops.platforms.apic"},
                "vars": {"apic_calls": [{"name": "mine", "path": "/orgs"}, {"name": "me", "path": "/me"}]},
            },
            {
                "name": "Left",
                "ansible.builtin.debug": {
                    "msg": {
                        "names": "{{ apic_results.keys() | list }}",
                        "status": "HTTP {{ apic_results.mine.status }}",
                        "realm": "{{ apic_realm_discovered }}",
                        "token": "{{ __apic_answer.access_token | default('none left') }}",
                    }
                },
            },
        ],
    }
    ran = play([apic], extra_vars=variables("apic", fresh_simulator))
    assert ran.rc == 0, ran.output
    assert ran.of("Left").result["msg"] == {
        "names": ["mine", "me"],
        "status": "HTTP 200",
        "realm": fresh_simulator.description["apic"]["realm"],
        "token": "none left",
    }


def inclusion(platform: str, **given: Any) -> dict[str, Any]:
    """A task that runs the role with these variables, named without the platform."""
    return {
        "name": "Run the role",
        "ansible.builtin.include_role": {"name": f"apiops.platforms.{platform}"},
        "vars": {f"{platform}_{name}": value for name, value in given.items()},
    }


def left(name: str, **told: str) -> dict[str, Any]:
    """A task that tells what expressions give."""
    shown = {key: "{{ %s }}" % expression for key, expression in told.items()}
    return {"name": name, "ansible.builtin.debug": {"msg": shown}}


def rescued(task: dict[str, Any], rescue: dict[str, Any]) -> dict[str, Any]:
    """A block that goes on after a failure."""
    return {"block": [task], "rescue": [rescue]}


def good_call(platform: str, name: str) -> dict[str, Any]:
    """A call of the README that reads."""
    (smallest,) = yaml.safe_load(playbooks(platform)[0])
    return {**smallest["vars"][f"{platform}_calls"][0], "name": name}


TRIED = {"stop": "before bad", "continue": "before bad after"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_a_role_leaves_after_a_failure(play: Play, fresh_simulator: Simulator, platform: str) -> None:
    earlier = [good_call(platform, name) for name in ("earlier", "bad")]
    bad = {"name": "bad", "method": "GET", "path": "/nowhere"}
    calls = [good_call(platform, "before"), bad, good_call(platform, "after")]
    told = {
        "names": f"{platform}_results | join(' ')",
        "failed": f"{platform}_results.values() | selectattr('failed') | map(attribute='name') | first",
        "same": f"{platform}_results.values() | list == ansible_failed_result.calls",
        "task": "ansible_failed_task.name",
    }
    realm = {"realm": "apic_realm_discovered"} if platform == "apic" else {}
    nothing = {"results": f"{platform}_results", "task": "ansible_failed_task.name", **realm}
    tasks = [
        inclusion(platform, calls=earlier),
        *(
            rescued(inclusion(platform, calls=calls, on_error=on_error), left(on_error, **told))
            for on_error in TRIED
        ),
        rescued(inclusion(platform, calls=calls, ca_path="/nowhere.pem"), left("No login", **nothing)),
        inclusion(platform, calls=[bad]),
    ]
    given = variables(platform, fresh_simulator)
    play_vars = {f"{platform}_ca_path": given.pop(f"{platform}_ca_path")}
    plays = [{"hosts": "all", "gather_facts": False, "vars": play_vars, "tasks": tasks}]
    ran = play(plays, extra_vars=given)

    for on_error, tried in TRIED.items():
        expected = {"names": tried, "failed": "bad", "same": True, "task": "Make the calls"}
        assert ran.of(on_error).result["msg"] == expected
    login = "Discover the realm and get the token" if platform == "apic" else "Get the token"
    assert ran.of("No login").result["msg"] == {"results": {}, "task": login, **dict.fromkeys(realm, "")}
    asked = [request["path"] for request in fresh_simulator.journal(platform=platform)]
    assert asked.count(LOGINS[platform]) == (1 if LOGINS[platform] else 0)
    made = [path for path in asked if path not in (LOGINS[platform], _REALMS)]
    assert len(made) == len(earlier) + sum(len(tried.split()) for tried in TRIED.values()) + 1

    # The last failure, which nobody rescued, is told once, by the task that met it.
    assert ran.rc == 2, ran.output
    failed = [each for each in ran.results if each.status == "failed"]
    assert [each.task for each in failed] == ["Make the calls", "Make the calls", login, "Make the calls"]
    assert failed[-1].result["msg"].startswith("1 of 1 calls failed, 0 not tried. bad: ")
    assert ran.stdout.count("fatal:") == len(failed)
    assert "Traceback" not in ran.output
    kept = [each for each in ran.results if each.task == "Keep the results by the names of the calls"]
    assert [(each.status, each.changed) for each in kept] == [("ok", False)] * 5


def test_the_realm_of_an_earlier_login_does_not_stay(play: Play, fresh_simulator: Simulator) -> None:
    of = fresh_simulator.description["apic"]
    given = variables("apic", fresh_simulator)
    user = {name: given.pop(f"apic_{name}") for name in ("username", "password")}
    tasks = [
        inclusion("apic", **user),
        left("By password", realm="apic_realm_discovered"),
        inclusion("apic", api_key=of["api_key"]),
        left("By key", realm="apic_realm_discovered"),
    ]
    ran = play([{"hosts": "all", "gather_facts": False, "tasks": tasks}], extra_vars=given)
    assert ran.rc == 0, ran.output
    assert ran.of("By password").result["msg"] == {"realm": of["realm"]}
    assert ran.of("By key").result["msg"] == {"realm": ""}


@pytest.mark.parametrize("group", ["apic", "all"])
def test_module_defaults_of_a_group_do_not_reach_into_a_role(
    play: Play, fresh_simulator: Simulator, group: str
) -> None:
    given = variables("apic", fresh_simulator)
    defaults = {f"group/apiops.platforms.{group}": {"url": given.pop("apic_url")}}
    plays = [
        {
            "hosts": "all",
            "gather_facts": False,
            "module_defaults": defaults,
            "roles": ["apiops.platforms.apic"],
        }
    ]
    assert "API Connect needs the option url" in play(plays, extra_vars=given).output
    assert fresh_simulator.journal() == []


@pytest.mark.usefixtures("execution")
def test_credentials_of_a_role_or_of_module_defaults_keep_out_a_token_of_the_environment(
    play: Play, fresh_simulator: Simulator
) -> None:
    of = fresh_simulator.description["apic"]
    client = {name: of[name] for name in ("client_id", "client_secret")}
    places = {name: f"{{{{ apic_{name} }}}}" for name in ("url", "ca_path", *client)}
    plays = [
        {"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"]},
        {
            "hosts": "all",
            "gather_facts": False,
            "module_defaults": {"group/apiops.platforms.apic": places},
            "tasks": [{"name": "Call", "apiops.platforms.apic_invoke": {"path": "/orgs"}}],
        },
    ]
    given = {
        "apic_url": of["url"],
        "apic_ca_path": fresh_simulator.description["ca_path"],
        "apic_calls": [{"name": "mine", "path": "/orgs"}],
        **{f"apic_{name}": value for name, value in client.items()},
    }
    user = {"APIC_USERNAME": of["username"], "APIC_PASSWORD": of["password"]}
    ran = play(plays, extra_vars=given, env={**user, "APIC_TOKEN": "of-the-environment"})
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path=LOGINS["apic"])) == 1
    assert [entry["status"] for entry in fresh_simulator.journal(path="/api/orgs")] == [200, 200]


def test_the_axway_role_has_objects_before_it_calls(
    play: Play, fresh_simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "central").mkdir()
    for number, name in enumerate(("test", "live")):
        text = f"kind: Environment\nname: {name}\n"
        (tmp_path / "central" / f"{number}.yml").write_text(text, encoding="utf-8")
    given = {
        "resources": [{"kind": "Category", "name": "animals"}],
        "resources_src": str(tmp_path / "central"),
        "calls": [{"name": "there", "path": "/management/v1/environments", "query": {"query": "name==live"}}],
    }
    told = left(
        "Left",
        objects="axway_resources_results | map(attribute='action') | join(' ')",
        names="axway_results.there.json | map(attribute='name') | join(' ')",
    )
    blank = inclusion("axway", resources="", resources_src=None, calls="")
    plays = [{"hosts": "all", "gather_facts": False, "tasks": [inclusion("axway", **given), told]}]
    none = left("Blank", number="axway_resources_results | length | string")
    after = [{"hosts": "all", "gather_facts": False, "tasks": [blank, none]}]
    ran = play(plays + after, extra_vars=variables("axway", fresh_simulator))
    assert ran.rc == 0, ran.output
    assert ran.of("Left").result["msg"] == {"objects": "created created created", "names": "live"}
    assert ran.of("Blank").result["msg"] == {"number": "0"}


OBJECTS_AS_TEXT = """
# A survey's answer.
- kind: Category
  name: animals
- {"kind": "Category", "name": "food"}
"""


@pytest.mark.usefixtures("execution")
def test_objects_may_be_a_text(play: Play, fresh_simulator: Simulator) -> None:
    result = left("Left", objects="axway_resources_results | map(attribute='action') | join(' ')")
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.axway"], "tasks": [result]}]
    texts = {OBJECTS_AS_TEXT: "created created", '[{"kind": "Category", "name": "food"}]': "unchanged"}
    for text, told in texts.items():
        ran = play(plays, extra_vars={**variables("axway", fresh_simulator), "axway_resources": text})
        assert ran.rc == 0, ran.output
        assert ran.of("Left").result["msg"] == {"objects": told}


def refusals(play: Play, simulator: Simulator, platform: str, given: list[dict[str, Any]]) -> list[str]:
    """What the role says of each set of variables; none of them may send a request."""
    tasks = [
        rescued(
            inclusion(platform, **each),
            left(str(number), said="ansible_failed_result | to_json"),
        )
        for number, each in enumerate(given)
    ]
    plays = [{"hosts": "all", "gather_facts": False, "vars": variables(platform, simulator), "tasks": tasks}]
    ran = play(plays)
    assert simulator.journal() == []
    assert "Traceback" not in ran.output
    return [str(ran.of(str(number)).result["msg"]["said"]) for number in range(len(given))]


def test_objects_that_are_no_list_are_refused(play: Play, fresh_simulator: Simulator) -> None:
    values = ("no list", "5", {"kind": "Category", "name": "x"})
    said = refusals(play, fresh_simulator, "axway", [{"resources": value} for value in values])
    assert [
        "axway_resources must be a list of objects, or a text of one in YAML or JSON" in each for each in said
    ] == [True] * 3


def test_a_role_without_calls(play: Play, fresh_simulator: Simulator) -> None:
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apinizer"]}]
    ran = play(plays, extra_vars=variables("apinizer", fresh_simulator))
    assert ran.rc == 0, ran.output
    paths = [request["path"] for request in fresh_simulator.journal()]
    assert paths == [LOGINS["apinizer"], "/apiops/test/hello/apiops"]


# --- blank variables, and calls as a text ----------------------------------------------------------------

BLANK = ("", None, "{{ no_such_variable | default(omit) }}")


@pytest.mark.usefixtures("execution")
@LONG_ON_THE_TARGET
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_blank_variable_is_one_that_is_not_set(
    play: Play, fresh_simulator: Simulator, platform: str
) -> None:
    spec = yaml.safe_load((CHECKOUT / "roles" / platform / "meta" / "argument_specs.yml").read_text("utf-8"))
    names = spec["argument_specs"]["main"]["options"]
    needed = variables(platform, fresh_simulator)
    called = {f"{platform}_calls": [{"name": "one", **CALLS[platform]}]}
    if platform == "axway":
        called["axway_resources"] = [{"kind": "Category", "name": "animals"}]
    plays = [
        {"hosts": "all", "gather_facts": False, "vars": given, "roles": [f"apiops.platforms.{platform}"]}
        for blanks in ({name: blank for name in names if name not in needed} for blank in BLANK)
        for given in (blanks, {**blanks, **called})
    ]
    ran = play(plays, extra_vars=needed)
    assert ran.rc == 0, ran.output
    assert "WARNING" not in ran.output
    for task in ("Make the calls", "Apply the objects") if platform == "axway" else ("Make the calls",):
        statuses = [each.status for each in ran.results if each.task == task]
        assert statuses == ["skipped", "ok"] * len(BLANK)


CALLS_AS_TEXT = """
# A survey's answer.
- name: mine
  path: /orgs
- {"name": "other", "path": "/me"}
"""


@pytest.mark.usefixtures("execution")
def test_calls_may_be_a_text(play: Play, simulator: Simulator) -> None:
    given = {**variables("apic", simulator), "apic_concurrency": "2", "apic_on_error": "continue"}
    results = {"ansible.builtin.assert": {"that": "apic_results | list == ['mine', 'other']"}}
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"], "tasks": [results]}]
    for text in (CALLS_AS_TEXT, '[{"name": "mine", "path": "/orgs"}, {"name": "other", "path": "/me"}]'):
        ran = play(plays, extra_vars={**given, "apic_calls": text})
        assert ran.rc == 0, ran.output


@pytest.mark.parametrize(
    "platform",
    [PLATFORMS[0], *(pytest.param(name, marks=pytest.mark.same_on_every_core) for name in PLATFORMS[1:])],
)
def test_calls_may_be_a_set_beside_the_playbook(
    play: Play, fresh_simulator: Simulator, platform: str
) -> None:
    """Its templates count, as those of the project's other files do."""
    calls = [{"name": "of the set", **CALLS[platform], "headers": {"X-Mine": "{{ mine }}"}}]
    ran = play(
        (CHECKOUT / "playbooks" / f"{platform}.yml").read_text(encoding="utf-8"),
        extra_vars={
            **variables(platform, fresh_simulator),
            f"{platform}_calls": "nightly-1",
            "mine": "my value",
        },
        beside={"calls/nightly-1.yml": yaml.safe_dump({f"{platform}_calls": calls})},
    )
    assert ran.rc == 0, ran.output
    assert "my value" in [entry["headers"].get("x-mine") for entry in fresh_simulator.journal()]


@pytest.mark.usefixtures("execution")
def test_an_unsafe_text_is_not_templated(play: Play, fresh_simulator: Simulator) -> None:
    """As AWX passes what is given at launch."""
    took = play.directory / "took"
    template = "{{ lookup('ansible.builtin.pipe', 'touch %s') }}" % took
    file = play.directory / "launch.yml"
    file.write_text('apic_calls: !unsafe "[{name: x, path: /orgs, query: {q: \\"%s\\"}}]"\n' % template)
    plays = [{"hosts": "all", "gather_facts": False, "roles": ["apiops.platforms.apic"]}]
    ran = play(plays, f"--extra-vars=@{file}", extra_vars=variables("apic", fresh_simulator))
    assert ran.rc == 0, ran.output
    assert len(fresh_simulator.journal(path="/api/orgs")) == 1
    assert not took.exists()


NO_LIST = "apic_calls must be a list of calls, a text of one in YAML or JSON, or the name of a set."


WRONG = [
    ("calls", "no list", NO_LIST),
    ("calls", "../calls/nightly", NO_LIST),
    ("calls", "/etc/passwd", NO_LIST),
    ("calls", "5", NO_LIST),
    ("calls", {"name": "x"}, NO_LIST),
    ("calls", "nowhere", "calls/nowhere.yml"),
    ("calls", "- a: b\n  - c", "line 2"),
    ("retries", "many", "argument 'retries' is of type"),
    ("timeout", "soon", "argument 'timeout' is of type"),
    ("validate_certs", "perhaps", "argument 'validate_certs' is of type"),
    ("grant_type", "guess", "value of grant_type must be one of: password, api_key"),
    ("scope", "everybody", "value of scope must be one of: provider, admin"),
]


def test_a_wrong_value_sends_nothing(play: Play, fresh_simulator: Simulator) -> None:
    said = refusals(play, fresh_simulator, "apic", [{variable: value} for variable, value, _words in WRONG])
    for (variable, value, words), told in zip(WRONG, said, strict=True):
        assert words in told, (variable, value)
