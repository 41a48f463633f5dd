# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the vendors' descriptions themselves are wrong or silent, with what says so."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowance:
    """Departures that are right, by a pattern for their whole words, and why they are."""

    pattern: str
    because: str

    def covers(self, departure: str) -> bool:
        """Whether a departure is one of them."""
        return re.fullmatch(self.pattern, departure) is not None


_PROJECT = r"/apiops/projects/\{projectName\}"
_PROXY = r"/apiops/projects/\{projectName\}/apiProxies/\{apiProxyName\}"

ALLOWANCES: tuple[Allowance, ...] = (
    Allowance(
        r"(apic|apinizer) \w+ (/api|/apiops)?/(none|nothing|nowhere|no/such)(/\S*)? is not described",
        "Tests ask there for what no server has.",
    ),
    Allowance(
        r"apic \w+ /api/(cloud/(settings|orgs|registrations)"
        r"|orgs/admin/(mail-servers|tls-server-profiles|availability-zones))(/\S*)? is not described",
        "Cloud Manager's: IBM describes them in its Admin API, not in the Provider API.",
    ),
    Allowance(
        r"apic \w+ /consumer-api/\S+ is not described",
        "The developer portal's: IBM describes them in its Consumer API, not in the Provider API.",
    ),
    Allowance(
        r"apic PATCH .*: body: \.\w+ is null, not \w+",
        "The description names in words the fields that must not be null; others may be.",
    ),
    Allowance(
        r"apic POST .*/members: body: \.user\.url Tried to write read-only property .*",
        "The description's own examples name the user of a new member so.",
    ),
    Allowance(
        r"apinizer .*: 400 is not described",
        "The vendor's page on error handling: what is missing, refused or not permitted is told by 400.",
    ),
    Allowance(
        r"apic PATCH /orgs/\{org\}/jwt-providers/\{jwt-provider\}: body: \.jwks_config is required",
        "Words alone ask for it, and the schema has no such field at this place.",
    ),
    Allowance(
        r"apinizer \w+ /gateways/\S+ is not described",
        "The gateways', which serve API proxies and are no part of the manager.",
    ),
    Allowance(
        r"apinizer POST /apiops/promotion/executions: body: is not described",
        "The vendor's guide to pipelines sends these fields.",
    ),
    Allowance(
        rf"apinizer PUT {_PROJECT}/vector-dbs/\{{vectorDbName\}}/: body: "
        r"\.(_class is not described|(name|description|enabled) is not described|\w+ is \w+, not object)",
        "The vendor's pages show the fields of a creation, with texts for its enumerations.",
    ),
    Allowance(
        rf"apinizer POST {_PROJECT}/export-import/\{{type\}}/(export|import)/: "
        r"(200: (application/octet-stream|\.unresolvedReferences)|body:( \.names)?|query: exportFile) "
        r"is (not described|required)",
        "The vendor's pages: names and a ZIP file back, a form with a file and what was not carried over.",
    ),
    Allowance(
        r"apinizer POST /apiops/auth/token: 200: \.token_type is not described",
        "The vendor's page on the token endpoint shows it.",
    ),
    Allowance(
        r"apinizer GET /apiops/projects/: 200: \.resultList\[\]"
        r"\.(id|relativePath|enableRelativePath|tags) is not described",
        "The vendor's page on that list shows them.",
    ),
    Allowance(
        r"apinizer GET /apiops/(projects/\{projectName\}/)?environments/: 200: \.resultList\[\]\.id "
        r"is not described",
        "The vendor's page on that list shows it.",
    ),
    Allowance(
        r"apinizer GET /apiops/projects/\w+/ipGroups/(\w+/)? is not described",
        "The vendor's pages describe both; the file is older.",
    ),
    Allowance(
        rf"apinizer GET {_PROXY}/: 200: \.resultList\[\]"
        r"\.(apiType|categoryList|sharingType|routing|deploymentList) is not described",
        "The vendor's page on one proxy shows them, and apiType for what lists call type.",
    ),
    Allowance(
        rf"apinizer GET {_PROXY}/(policies/)?: 200: \.resultList\[\](\.endpointList\[\])?"
        r"\.\w+PolicyList\[\]\.\w+ is (not described|null, not string)",
        "The schema has only what policies of every type share; the vendor's pages show names and fields.",
    ),
    Allowance(
        rf"apinizer (POST|DELETE) {_PROXY}/environments/\{{environmentName\}}/: body: is not described",
        "The vendor's pages: a deployment, or its end, may have a description and be kept.",
    ),
    Allowance(
        rf"apinizer PATCH {_PROXY}/settings/[\w-]+/: body: "
        r"\.\w+(Settings|Route|Template|Param) is not described",
        "The vendor's pages send these settings within a field; the file has them bare.",
    ),
    Allowance(
        rf"apinizer GET {_PROXY}/environments/\{{environmentName\}}/route-health/: 200: \.resultList\[\]"
        r"\.((deployedInManager|inconsistent) is not described|servedPath is null, not string)",
        "The vendor's page on the route's health says so.",
    ),
    Allowance(
        rf"apinizer GET {_PROXY}/environments/\{{environmentName\}}/deploy-status/: 200: \.resultList\[\]"
        r"\.(lastDeployTime is null, not string|revision is null, not integer)",
        "The vendor's page: both are null where the proxy was never deployed.",
    ),
    Allowance(
        rf"apinizer GET {_PROXY}/export/: (200: application/octet-stream|query: (encrypt|withDependencies)) "
        r"is not described",
        "The vendor's page: a ZIP file comes back, and both parameters are taken.",
    ),
    Allowance(
        r"apinizer .*: 200: \.deploymentResult is null, not object",
        "The vendor's pages: it is null where nothing was to be deployed.",
    ),
    Allowance(
        rf"apinizer DELETE {_PROXY}/environments/\{{environmentName\}}/: 200: \.deploymentResult "
        r"is not described",
        "The vendor's page on undeploying shows it.",
    ),
    Allowance(
        r"apinizer .*: 200: \.deploymentResult\.(deploymentResults|environmentResults|message) "
        r"is not described",
        "The vendor's pages show a deployment's outcome in three forms, of which the file has one.",
    ),
    Allowance(
        r"apinizer GET /apiops/projects/\{projectName\}/credentials/: 200: \.resultList\[\]\.password "
        r"is null, not string",
        "The vendor's page: a password is never told.",
    ),
    Allowance(
        r"apinizer GET /apiops/projects/\{projectName\}/environmentVariables/.*: 200: \.resultList\[\]"
        r"\.environmentValueList\[\]\.value is null, not string",
        "The vendor's page: what is not visible is never told.",
    ),
    Allowance(
        r"apinizer GET /apiops/projects/\{projectName\}/connections/.*: 200: \.resultList\[\]\.\w+ "
        r"is not described",
        "The answer's schema has only what connections of every type share; the vendor's page shows all.",
    ),
    Allowance(
        r"apinizer GET /apiops/projects/\w+/rlcl/(\w+/)? is not described",
        "The vendor's pages describe both; the file is older.",
    ),
    Allowance(
        rf"apinizer \w+ {_PROJECT}/(keys|keystores)/.*: 200: \.deploymentResult is not described",
        "The vendor's pages on both show it.",
    ),
    Allowance(
        rf"apinizer (POST|PUT) {_PROJECT}/(keys|keystores)/.*: body: "
        r"\.\w+List\[\]\.(content|file|password) is not described",
        "The vendor's pages: each environment comes with its content. The file has these fields elsewhere.",
    ),
    Allowance(
        rf"apinizer PUT {_PROJECT}/(certificates|keys|keystores)/.*: query: (jwkUpdateAction|updateScope) "
        r"is not described",
        "The vendor's pages describe both.",
    ),
    Allowance(
        rf"apinizer (POST|PUT) {_PROJECT}/certificates/.*: "
        r"(body: \.\w+ is not described|query: \w+ is required)",
        "The vendor's pages send all of a certificate as parts of a form; the file has texts in the query.",
    ),
    Allowance(
        rf"apinizer GET {_PROJECT}/certificates/.*: 200: \.resultList\[\] is dict, not string",
        "The vendor's page shows objects.",
    ),
    Allowance(
        rf"apinizer GET {_PROJECT}/jwks/\{{jwkName\}}/: 200: \.resultList\[\]\.rsa is not described",
        "The vendor's page shows the key itself.",
    ),
    Allowance(
        r"apinizer \w+ /apiops/(projects/\{projectName\}|settings)/"
        r"(ai-\w+(-\w+)?-presets|keys|jwks|llm-providers|policyGroups)/.*: "
        r"(200: \.resultList\[\]|body: )\.\w+ is [A-Z_]+, not object",
        "Choices of words are objects in the file; the vendor's pages show words.",
    ),
    Allowance(
        rf"apinizer (POST|PUT) {_PROJECT}/(globalPolicies|policyGroups|llm-providers)/.*: body: \.\w+ "
        r"is not described",
        "The vendor's pages: the fields are those of the class that _class names.",
    ),
    Allowance(
        rf"apinizer GET {_PROJECT}/apiProxyGroups/\{{apiProxyGroupName\}}/proxies/forpromotion: 404(:.*)? "
        r"is not described",
        "Older managers have no such address.",
    ),
    Allowance(
        r"apinizer (GET|PUT) /apiops/projects/\{projectName\}/environmentVariables/.*: "
        r"(200: \.resultList\[\]|body: )\.(globalValue|environmentValueList\[\]\.value) is null, not string",
        "The vendor's pages: what is hidden is told as null, and null keeps it.",
    ),
    Allowance(
        rf"apinizer \w+ {_PROJECT}/rlcl/\{{rlclName\}}/endpoints/: body: \.endpointRateLimitList\[\]\.type "
        r"is required",
        "The schema is that of policies, which have a type; the vendor's page on these limits has none.",
    ),
)
