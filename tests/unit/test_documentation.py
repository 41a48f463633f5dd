# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation says what the code does: options, variables, groups, plugins, examples and results.

It is read as ``ansible-doc`` merges it, and held against what the operations declare.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.apiops.platforms.plugins.lookup.token import OPERATIONS
from ansible_collections.apiops.platforms.plugins.module_utils._argument_spec import argument_spec
from ansible_collections.apiops.platforms.plugins.module_utils._core.calls.invoke import Invocation
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.invoke_operation import (
    InvokeOperation,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.operations.operation import (
    Operation,
    TokenOperation,
)
from ansible_collections.apiops.platforms.plugins.module_utils._core.options import Option
from ansible_collections.apiops.platforms.plugins.module_utils._core.redaction import Redactor
from tests.login_methods import LOGIN_METHODS
from tests.playbook import CHECKOUT, PLATFORMS, environment

COLLECTION = "apiops.platforms"
PLUGINS = "ansible_collections.apiops.platforms.plugins"
_PREFIXES = "|".join(["ANSIBLE", *map(str.upper, PLATFORMS)])
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("[a-z]*.py"))


def operation_of(module: str) -> Operation:
    """The operation that the action plugin of this name runs."""
    operation: Operation = importlib.import_module(f"{PLUGINS}.action.{module}").ActionModule.operation
    return operation


INVOKE_MODULES = [module for module in MODULES if isinstance(operation_of(module), InvokeOperation)]
TOKEN_MODULES = [module for module in MODULES if isinstance(operation_of(module), TokenOperation)]


def ansible_doc(home: Path, plugin_type: str, *names: str) -> dict[str, Any]:
    """``doc``, ``examples`` and ``return`` of the named plugins, by name, as ansible-doc merges them."""
    command = [str(Path(sys.executable).parent / "ansible-doc"), "--json", "-t", plugin_type]
    done = subprocess.run(
        [*command, *(f"{COLLECTION}.{name}" for name in names)],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    documents: dict[str, Any] = json.loads(done.stdout)
    return {name: documents[f"{COLLECTION}.{name}"] for name in names}


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the user's shell sets must not supply options that the tests leave out."""
    for name in set(os.environ) - set(environment(tmp_path)):
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The documentation of all modules."""
    return ansible_doc(tmp_path_factory.mktemp("home"), "module", *MODULES)


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The documentation of the lookup."""
    documents = ansible_doc(tmp_path_factory.mktemp("home"), "lookup", "token")
    return dict(documents["token"])


# --- options ---------------------------------------------------------------------------------------------


def declared(options: Mapping[str, Option]) -> dict[str, Any]:
    """What the code declares, in the form of ``documented``."""
    return {
        name: {
            "type": option.type,
            "default": option.default,
            "choices": list(option.choices),
            "elements": option.elements,
            "required": option.required,
            "aliases": list(option.aliases),
            "suboptions": declared(option.suboptions or {}),
        }
        for name, option in options.items()
    }


def documented(options: Mapping[str, Any]) -> dict[str, Any]:
    """What the documentation says of the same."""
    return {
        name: {
            "type": option.get("type"),
            "default": option.get("default"),
            "choices": option.get("choices", []),
            "elements": option.get("elements"),
            "required": option.get("required", False),
            "aliases": option.get("aliases", []),
            "suboptions": documented(option.get("suboptions") or {}),
        }
        for name, option in options.items()
    }


def variables_in(option: Mapping[str, Any]) -> set[str]:
    """The environment variables that an option's description names as where its value comes from."""
    return set(re.findall(rf"\bE\(((?:{_PREFIXES})_\w+)\)", " ".join(option["description"])))


@pytest.mark.parametrize("module", MODULES)
def test_options_are_those_of_the_operation(module: str, documents: dict[str, Any]) -> None:
    options = documents[module]["doc"]["options"]
    assert documented(options) == declared(operation_of(module).options)


@pytest.mark.parametrize("module", MODULES)
def test_descriptions_name_the_environment_variables(module: str, documents: dict[str, Any]) -> None:
    named = {name: variables_in(option) for name, option in documents[module]["doc"]["options"].items()}
    used = {name: set(option.environment) for name, option in operation_of(module).options.items()}
    assert named == used


@pytest.mark.parametrize("module", MODULES)
def test_secrets_are_not_logged(module: str) -> None:
    looks_secret = re.compile(r"pass(word|phrase)|secret|token|api_key|private_key$")
    names = set(operation_of(module).options) - {"update_secrets"}
    expected = {name for name in names if looks_secret.search(name)}
    spec = argument_spec(operation_of(module).options)
    assert {name for name, entry in spec.items() if entry["no_log"]} == expected


def test_the_lookup_has_the_options_of_all_token_operations(lookup: dict[str, Any]) -> None:
    options = {name: option for name, option in lookup["doc"]["options"].items() if name != "_terms"}
    names = {name for operation in OPERATIONS.values() for name in operation.options}
    assert set(options) == names
    for platform, operation in OPERATIONS.items():
        for name, entry in declared(operation.options).items():
            assert {**documented(options)[name], "aliases": entry["aliases"]} == entry, (platform, name)


def test_the_lookup_names_every_platform(lookup: dict[str, Any]) -> None:
    named = re.findall(r"V\((\w+)\)", " ".join(lookup["doc"]["options"]["_terms"]["description"]))
    assert named == list(PLATFORMS)
    assert lookup["doc"]["options"]["_terms"]["required"]
    assert [each["module"] for each in lookup["doc"]["seealso"]] == [
        f"{COLLECTION}.{name}_token" for name in PLATFORMS
    ]


def test_the_lookup_says_for_which_platform_an_option_is(lookup: dict[str, Any]) -> None:
    for name, option in lookup["doc"]["options"].items():
        variables: set[str] = set()
        platforms: set[str] = set()
        for platform, operation in OPERATIONS.items():
            if name in operation.options:
                variables.update(operation.options[name].environment)
            for own, declaration in operation.platform.options.items():
                if name in (own, *declaration.aliases):
                    platforms.add(platform)
        assert variables_in(option) == variables, name
        assert set(re.findall(r"For V\((\w+)\)", " ".join(option["description"]))) == platforms, name


# --- groups and plugins ------------------------------------------------------------------------------


def test_action_groups_list_every_module_of_their_platform() -> None:
    groups = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text())["action_groups"]
    expected: dict[str, set[str]] = {}
    for module in MODULES:
        expected.setdefault(operation_of(module).platform.name, set()).add(module)
    (everything,) = groups.pop("all")
    assert {name: set(members) for name, members in groups.items()} == expected
    assert set(everything["metadata"]["extend_group"]) == set(expected)


@pytest.mark.parametrize("module", MODULES)
def test_modules_document_their_action_groups(module: str, documents: dict[str, Any]) -> None:
    group = f"{COLLECTION}.{operation_of(module).platform.name}"
    attribute = documents[module]["doc"]["attributes"]["action_group"]
    assert attribute["membership"] == [group, f"{COLLECTION}.all"]
    assert f"C(group/{group})" in " ".join(attribute["description"])


@pytest.mark.parametrize("module", MODULES)
def test_the_module_and_its_action_run_the_same_operation(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Operation] = []
    code = importlib.import_module(f"{PLUGINS}.modules.{module}")
    monkeypatch.setattr(code, "run_module", ran.append)
    code.main()
    assert ran == [operation_of(module)]
    assert operation_of(module).name == module


# --- examples --------------------------------------------------------------------------------------------


def tasks_in(tasks: list[dict[str, Any]], defaults: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The module and arguments of each task, those of blocks and ``module_defaults`` groups included."""
    keywords = {"name", "vars", "register", "when", "no_log", "until", "retries", "delay", "loop"}
    for task in tasks:
        given = {**defaults, **task.get("module_defaults", {})}
        yield from tasks_in(task.get("block", []), given)
        for action in set(task) - keywords - {"block", "module_defaults"}:
            platform = action.removeprefix(COLLECTION + ".").partition("_")[0]
            yield action, {**given.get(f"group/{COLLECTION}.{platform}", {}), **(task[action] or {})}


def examples(document: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The tasks of a plugin's examples."""
    return list(tasks_in(yaml.safe_load(document["examples"]), {}))


def is_template(value: Any) -> bool:
    return isinstance(value, str) and "{{" in value


def without_templates(arguments: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments without the values that only a run can know, where they are no texts anyway."""
    aliases = {alias: name for name, entry in spec.items() for alias in entry.get("aliases", [])}
    kept: dict[str, Any] = {}
    for name, value in arguments.items():
        entry = spec.get(aliases.get(name, name), {"type": "str"})
        if is_template(value) and (entry["type"] != "str" or "choices" in entry):
            continue
        if "options" in entry and isinstance(value, list):
            kept[name] = [without_templates(item, entry["options"]) for item in value]
        elif "options" in entry:
            kept[name] = without_templates(value, entry["options"])
        else:
            kept[name] = value
    return kept


@pytest.mark.parametrize("module", MODULES)
def test_examples_fit_the_argument_specification(module: str, documents: dict[str, Any]) -> None:
    shown = 0
    for action, arguments in examples(documents[module]):
        assert action.count(".") == 2, f"{action} is no fully qualified name"
        if action.startswith(COLLECTION):
            spec = argument_spec(operation_of(action.removeprefix(COLLECTION + ".")).options)
            validated = ArgumentSpecValidator(spec).validate(without_templates(arguments, spec))
            assert not validated.error_messages, arguments
            shown += action.endswith("." + module)
    assert shown


@pytest.mark.parametrize("module", MODULES)
def test_examples_hold_no_secret(module: str, documents: dict[str, Any]) -> None:
    for action, arguments in examples(documents[module]):
        if action.startswith(COLLECTION):
            options = operation_of(action.removeprefix(COLLECTION + ".")).options
            aliases = {alias: name for name, option in options.items() for alias in option.aliases}
            for name, value in arguments.items():
                assert not options[aliases.get(name, name)].secret or is_template(value), name


# Options that stand beside the credentials.
NO_CREDENTIALS = {"cli_path", "region", "url", "warn_expiry_days"}


def credentials_in(module: str, arguments: Mapping[str, Any]) -> frozenset[str]:
    """The credentials that an example gives, as ``tests.login_methods`` names them.

    A token that an earlier task got is one thing, a user's own another.
    """
    given = set()
    for name, option in operation_of(module).platform.options.items():
        if name in NO_CREDENTIALS or name not in arguments:
            continue
        if option.choices:
            given.add(f"{name}={arguments[name]}")
        else:
            given.add("access_token" if "access_token" in arguments[name] else name)
    return frozenset(given)


@pytest.mark.parametrize("platform", LOGIN_METHODS)
def test_examples_show_every_way_to_log_in(platform: str, documents: dict[str, Any]) -> None:
    shown = {
        credentials_in(action.removeprefix(COLLECTION + "."), arguments)
        for module in MODULES
        for action, arguments in examples(documents[module])
        if action.startswith(f"{COLLECTION}.{platform}_")
    }
    assert {way for way, credentials in LOGIN_METHODS[platform].items() if credentials not in shown} == set()


def with_files(value: Any, directory: Path) -> Any:
    """The arguments with a word for each template, after making the files they send."""
    if isinstance(value, list):
        return [with_files(item, directory) for item in value]
    if not isinstance(value, dict):
        return "templated" if is_template(value) else value
    known = {name: with_files(item, directory) for name, item in value.items()}
    if known.get("body_format") == "multipart":
        for part in known["body"].values():
            for item in part if isinstance(part, list) else [part]:
                if "path" in item:
                    item["path"] = str(directory / Path(item["path"]).name)
                    Path(item["path"]).touch()
    return known


@pytest.mark.parametrize("module", INVOKE_MODULES)
def test_examples_are_calls_that_can_be_made(
    module: str, documents: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that is checked before the first request is right: paths, probes, conditions, bodies."""
    operation = operation_of(module)
    spec = argument_spec(operation.options)
    monkeypatch.setenv(f"{operation.platform.name.upper()}_URL", "https://api.example.com")
    composed = 0
    for action, arguments in examples(documents[module]):
        if action == f"{COLLECTION}.{module}":
            given = with_files(without_templates(arguments, spec), tmp_path)
            params = ArgumentSpecValidator(spec).validate(given).validated_parameters
            for call in params["calls"] or [params]:
                platform = operation.platform(params)
                Invocation(platform, {"headers": params["headers"], **call})
                composed += 1
    assert composed


# --- results ---------------------------------------------------------------------------------------------


def shape(returns: Mapping[str, Any]) -> dict[str, Any]:
    """Documented results without what differs between platforms: their samples."""
    return {
        name: {
            **{key: value for key, value in entry.items() if key != "sample"},
            "contains": shape(entry.get("contains", {})),
        }
        for name, entry in returns.items()
    }


@pytest.mark.parametrize("module", MODULES)
def test_samples_are_of_the_documented_type(module: str, documents: dict[str, Any]) -> None:
    pending = list(documents[module]["return"].items())
    while pending:
        name, entry = pending.pop()
        pending += entry.get("contains", {}).items()
        assert entry["description"], name
        if entry.get("sample") is not None and entry["type"] != "raw":
            assert type(entry["sample"]).__name__ == entry["type"], name


@pytest.mark.parametrize("module", MODULES)
def test_a_secret_that_is_the_name_of_a_result_does_not_take_it_away(
    module: str, documents: dict[str, Any]
) -> None:
    for name in set(documents[module]["return"]) - set(operation_of(module).secret_results):
        redactor = Redactor()
        redactor.add(name)
        assert redactor.scrub({name: 1}) == {name: 1}


@pytest.mark.parametrize("module", MODULES)
def test_the_attribute_diff_mode_says_whether_a_diff_is_returned(
    module: str, documents: dict[str, Any]
) -> None:
    supported = documents[module]["doc"]["attributes"]["diff_mode"]["support"] in ("full", "partial")
    assert supported == ("diff" in documents[module]["return"])


def test_all_platforms_return_the_same(documents: dict[str, Any]) -> None:
    first, *others = (shape(documents[module]["return"]) for module in INVOKE_MODULES)
    assert others == [first] * len(others)
    tokens = {module: shape(documents[module]["return"]) for module in TOKEN_MODULES}
    assert tokens["apic_token"].pop("realm")
    # Its state: absent ends a token, and returns none.
    ending = {name for name, entry in tokens["apic_token"].items() if "O(state)" in entry["returned"]}
    for name in ending:
        tokens["apic_token"][name]["returned"] = "success"
    assert tokens["axway_token"].pop("org")
    assert list(tokens.values()) == [tokens["cmf_token"]] * len(TOKEN_MODULES)
