#!/usr/bin/python

# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and entry point of the module apinizer_proxy."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apinizer_proxy
short_description: Manage API proxies of Apinizer and where they are deployed
version_added: 1.0.0
description:
  - Creates an API proxy from its specification, changes its settings and policies, and deploys it. A second
    run changes nothing.
  - The specification is compared as data with the one that the manager has, so formats and the order of keys
    do not count. The manager reads it anew only if it differs. All other changes are made one by one, without
    deploying anything.
  - Afterwards, the proxy is deployed once to each environment where that is needed, which is where it is not
    deployed, where it has changed since, or where a pod does not have its route. The module then asks the
    pods whether they have the route, and fails with the names of those that do not.
  - If the manager saves the proxy but a gateway does not take it, the task fails. The next run deploys again.
options:
  project:
    description: The name of the project.
    type: str
    required: true
  name:
    description: The name of the proxy.
    type: str
    required: true
  state:
    description:
      - Whether the proxy exists. V(absent) deletes it with its policies. The manager then undeploys it
        everywhere, which needs O(allow) if it is deployed.
    type: str
    choices: [present, absent]
    default: present
  specification:
    description:
      - The definition of the API, as an OpenAPI, Swagger or WSDL document. It is a file on the controller, a
        URL, or the content itself. Without it, the specification of the proxy stays as it is.
      - A file is found by Ansible's search path for files. A vaulted file is decrypted. Templates are not
        filled in.
      - A URL is read by the host that runs the module, with the options of this module for TLS and proxies,
        but without the token.
      - The content is sent to the manager as JSON, or as XML for WSDL.
    type: raw
  type:
    description:
      - The type of a new proxy. If not set, it follows from O(specification).
      - V(REVERSE_PROXY) and V(EMPTY_API) need no specification. The type of a proxy cannot be changed.
    type: str
    choices: [OPEN_API, SWAGGER, WSDL, REVERSE_PROXY, EMPTY_API]
  parsing:
    description:
      - Further fields to send with the specification, when the manager reads it. They are
        V(backendApiVersion), V(soapToRest), V(enableWSA), V(enableWSRM), V(requestBodyReadBehavior) and
        V(responseBodyReadBehavior). The manager does not return them, so they are not compared.
    type: dict
  settings:
    description:
      - The settings of the proxy by their names, each with its fields as the vendor describes them. They are
        those that the manager changes one by one. The names are the last part of its paths, with an
        underscore for each hyphen, such as V(client_route), V(addresses), V(connection), V(cors) and
        V(metadata).
      - A new proxy needs V(client_route).
      - The values of V(hide_spec_file) and V(spec_access_type) are not mappings.
      - Only given fields are compared and written. The manager returns V(client_route), V(addresses),
        V(metadata) and parts of others. See O(update_secrets) for the rest.
    type: dict
  policies:
    description:
      - Policies of the proxy and of its endpoints, in their order. Other policies stay where they are. See
        O(compare).
      - A policy is known by its name and its place, which is its pipeline and its endpoint.
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the policy.
        type: str
        required: true
      type:
        description: The type, such as V(policy-api-based-throttling). Needed unless
          O(policies[].state=absent).
        type: str
      pipeline:
        description: The pipeline that the policy is in.
        type: str
        choices: [REQUEST, RESPONSE, ERROR]
        default: REQUEST
      endpoint:
        description: The endpoint that the policy is for. If not set, it is for all of them.
        type: str
      method:
        description: The HTTP method of the endpoint.
        type: str
        choices: [GET, POST, PUT, HEAD, OPTIONS, DELETE, PATCH, TRACE, ALL]
      spec:
        description: The fields of the policy, as the vendor describes them for its type.
        type: dict
      state:
        description: Whether the policy exists.
        type: str
        choices: [present, absent]
        default: present
  environments:
    description:
      - Where the proxy is deployed, and where it is not. Each item is the name of an environment, or a
        mapping of C(name) and C(state), which is V(deployed) or V(undeployed). They are taken in their order.
        If one fails, those after it are not deployed to.
      - Environments that are not listed stay as they are.
    type: list
    elements: raw
  description:
    description: The description of the deployment in its history.
    type: str
  persistent:
    description: Whether the manager keeps the deployment in its history beyond its limit.
    type: bool
    default: false
  rollback_to:
    description:
      - The revision of an earlier deployment, to bring back the definition of the proxy as it was then, and
        deploy it to O(environments). It excludes O(specification), O(settings) and O(policies).
      - V(previous) is the revision before the last deployment in the first of O(environments). If that
        deployment is itself of a rollback, nothing is done.
      - The definition is the same for all environments. The result lists others that would need a deployment.
    type: str
  force:
    description: Whether to deploy again where nothing requires it. The task then reports a change each time.
    type: bool
    default: false
  snapshot:
    description:
      - A file to save the proxy to, as the manager's export, before its definition is changed. It is on the
        host that runs the module. Only its owner can read it, as it contains secrets.
    type: path
  compare:
    description:
      - How fields are compared.
    type: dict
    suboptions:
      ignore:
        description:
          - Paths of fields that are not compared, such as V(specification.servers) or
            V(settings.client_route.headerList).
        type: list
        elements: str
      exact:
        description: With V(policies), policies that are not declared are removed.
        type: list
        elements: str
        choices: [policies]
  update_secrets:
    description:
      - When to send what the manager does not return, such as secrets and many settings. V(on_create) sends
        it with a new proxy or policy, and when its policy is changed. V(always) sends it each time, and the
        task reports a change each time.
      - If a task fails before it has sent all settings of a new proxy, the next run sends them. Until then,
        the description of the proxy says that it is not finished.
    type: str
    choices: [on_create, always]
    default: on_create
  allow:
    description:
      - What the task may do beyond what it names. Without these, it fails before it writes anything.
      - V(delete_policies) permits a specification without endpoints that have policies, which the manager
        deletes with the endpoints.
      - V(recreate) permits to delete and create a policy to change its type.
      - V(undeploy) permits to delete a proxy that is deployed.
    type: list
    elements: str
    choices: [delete_policies, recreate, undeploy]
  wait:
    description:
      - Whether to wait until all pods follow, after a deployment. With V(false), the module looks once, and
        only warns about pods that do not follow.
    type: bool
    default: true
  wait_timeout:
    description: How long to wait for the pods of an environment at most, in seconds.
    type: float
    default: 60.0
  calls_per_minute:
    description:
      - At most how many requests to make in a minute, evenly spaced. Logins do not count.
    type: int
attributes:
  check_mode:
    details: It makes the reads, and predicts the writes.
  diff_mode:
    support: full
  idempotent:
    details: With O(update_secrets=always) or O(force=true) it reports a change each time.
notes:
  - Apinizer has no versions of objects, so two runs at the same time can overwrite each other.
  - Managers before 2026.09 do not return whether pods have the route. What is deployed there is not proven,
    which a warning says.
extends_documentation_fragment:
  - apiops.platforms.apinizer
  - apiops.platforms.apinizer.http
  - apiops.platforms.attributes
seealso:
  - module: apiops.platforms.apinizer_resource
  - module: apiops.platforms.apinizer_invoke
author:
  - apiops.platforms contributors (@apiops)
"""

EXAMPLES = r"""
- name: Deploy the proxy of this checkout to the test environment
  apiops.platforms.apinizer_proxy:
    project: Shop
    name: petstore
    specification: petstore.yaml
    settings:
      client_route: {relativePathList: [/petstore]}
      addresses:
        routingAddressList:
          - address: https://petstore.example.com
    environments: [test]

- name: Limit the requests to one endpoint
  apiops.platforms.apinizer_proxy:
    project: Shop
    name: petstore
    policies:
      - name: limit
        type: policy-api-based-throttling
        endpoint: /pets
        method: GET
        spec:
          messageCountForInterval: 100
          throttlingInterval: ONE_MINUTE
    environments: [test]

- name: Bring back what was deployed before
  apiops.platforms.apinizer_proxy:
    project: Shop
    name: petstore
    rollback_to: previous
    environments: [test]

- name: Remove the proxy from one environment
  apiops.platforms.apinizer_proxy:
    project: Shop
    name: petstore
    environments:
      - {name: test, state: undeployed}

- name: Delete it, wherever it is deployed
  apiops.platforms.apinizer_proxy:
    project: Shop
    name: petstore
    state: absent
    allow: [undeploy]
"""

RETURN = r"""
action:
  description: What was or would be done.
  returned: success
  type: str
  choices: [created, updated, deleted, unchanged]
  sample: created
changes:
  description: The differences, each with its C(path) and its values C(before) and C(after). Secrets are
    masked.
  returned: success
  type: list
  elements: dict
  sample:
    - path: environments.test
      before: undeployed
      after: deployed
resource:
  description: The proxy as it was last read. Null if it does not exist.
  returned: success
  type: dict
  sample:
    name: pets
    clientRoute: {relativePathList: [/pets]}
environments:
  description: The state in each environment that the task names, in their order.
  returned: success, and failure after a write
  type: list
  elements: dict
  contains:
    name:
      description: The name of the environment.
      type: str
      sample: test
    action:
      description: What was or would be done there, V(deployed), V(undeployed) or V(unchanged).
      type: str
      sample: deployed
    reason:
      description: Why. Null if nothing was done.
      type: str
      sample: it is not deployed
    deployed:
      description: Whether the proxy is deployed there, by the manager's record. Null if it does not tell.
      type: bool
      sample: true
    redeploy_required:
      description: Whether the proxy has changed since. Null if the manager does not tell.
      type: bool
      sample: false
    revision:
      description: The revision of the last deployment there. Null if there is none.
      type: int
      sample: 3
    revision_before:
      description: The same before the task.
      type: int
      sample: 2
    orphan:
      description: Whether pods had the route before the task, though the manager had it as not deployed.
      type: bool
      sample: false
    route_active:
      description: Whether all pods that answered have the route. Null if none answered.
      type: bool
      sample: true
    pods_responded:
      description: How many pods answered. Null if the manager does not tell.
      type: int
      sample: 2
    pods_active:
      description: How many pods have the route. Null if the manager does not tell.
      type: int
      sample: 2
    pods:
      description: What each pod answered, with C(pod), C(route_active) and C(error).
      type: list
      elements: dict
      sample:
        - {pod: "http://192.0.2.11:8091", route_active: true, error: null}
outdated:
  description: The names of other environments where the proxy is deployed and has changed since.
  returned: success
  type: list
  elements: str
  sample: [production]
not_compared:
  description: The paths of declared fields that were not compared, which are secrets and what the manager
    does not return.
  returned: success
  type: list
  elements: str
  sample: [settings.cors.corsActive]
requests:
  description: How many requests were made, without logins and repetitions.
  returned: when the task was accepted
  type: dict
  contains:
    reads:
      description: How many of them read.
      type: int
      sample: 4
    writes:
      description: How many of them wrote.
      type: int
      sample: 3
diff:
  description: What differs of the proxy, before and after, as YAML.
  returned: in diff mode
  type: dict
  sample:
    before: ""
    after: |
      environments.test: deployed
    before_header: API proxy pets in project Shop
    after_header: API proxy pets in project Shop
done:
  description: What was written before the failure, in words.
  returned: failure after a write
  type: list
  elements: str
  sample: [created the proxy]
msg:
  description: One line that says what was asked, what the platform answered, what to look at, and what was
    done.
  returned: failure
  type: str
  sample: >-
    API proxy pets in project Shop was deployed, but not every pod of test follows:
    http://192.0.2.12:8091 does not have the route; look at these pods; the next run deploys again. [created
    the proxy]
error:
  description: What went wrong, for use in conditions. See M(apiops.platforms.apinizer_invoke).
  returned: failure
  type: dict
  contains:
    kind:
      description: The kind of failure, such as V(config) or V(forbidden).
      type: str
      sample: server
    code:
      description: The platform's own code. Null if there is none.
      type: str
      sample: deploymentResult
    description:
      description: The platform's own words. Null if there are none.
      type: str
      sample: "test, pod worker-test-0: Connection refused"
    request_id:
      description: The id of the request in the platform's logs. Null if there is none.
      type: str
      sample: 6f0c7a1e-8b8e-4f0f-9d56-1f3b1c1d8a52
status:
  description: HTTP status of the answer that failed, or null if there was none.
  returned: failure
  type: int
  sample: 200
method:
  description: HTTP method of the request that failed, or null if none did.
  returned: failure
  type: str
  sample: POST
url:
  description: URL of the request that failed, without its query, or null if none did.
  returned: failure
  type: str
  sample: https://apinizer.example.com/apiops/projects/Shop/apiProxies/pets/environments/test/
tries:
  description: How often the request that failed was sent.
  returned: failure
  type: int
  sample: 1
outcome_unknown:
  description: That the platform may have made a write that failed all the same.
  returned: when a write fails in the midst of it
  type: bool
  sample: true
"""

from ansible_collections.apiops.platforms.plugins.module_utils._module import run_module
from ansible_collections.apiops.platforms.plugins.module_utils._platforms.apinizer.proxy import PROXY


def main() -> None:
    run_module(PROXY)


if __name__ == "__main__":
    main()
