# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of Axway Central, row by row, and how one is found by its name.

PRIVATE to this collection.
"""

from __future__ import annotations

import difflib
from typing import Dict, List, Optional, Tuple

from ..._core.errors import config_error
from .kinds import Kind


def _row(
    group: str, name: str, plural: str, rank: int, scopes: str = "", subs: str = "", version: str = "v1"
) -> Kind:
    return Kind(group, name, plural, rank, tuple(scopes.split()), frozenset(subs.split()), version)


KINDS: Tuple[Kind, ...] = (
    _row(
        "catalog",
        "AccessControlList",
        "accesscontrollists",
        150,
        scopes=(
            "Application Asset AssetRelease AuthorizationProfile Category DocumentCollection "
            "DocumentResource DocumentTemplate MCPClient Marketplace Product ProductPlan "
            "ProductPlanUnit ProductRelease Stage Subscription SubscriptionRequestDefinition "
            "SupportContact"
        ),
    ),
    _row("catalog", "Application", "applications", 30, subs="marketplace state"),
    _row(
        "catalog",
        "ApplicationProfile",
        "applicationprofiles",
        150,
        scopes="Application",
        subs="marketplace references status",
    ),
    _row(
        "catalog",
        "ApplicationProfileDefinition",
        "applicationprofiledefinitions",
        30,
        scopes="AuthorizationProfile",
        subs="references",
    ),
    _row("catalog", "Asset", "assets", 70, subs="access icon latestrelease references state status"),
    _row("catalog", "AssetMapping", "assetmappings", 80, scopes="Asset", subs="overrides status"),
    _row("catalog", "AssetRelease", "assetreleases", 150, subs="icon references status"),
    _row(
        "catalog",
        "AssetRequest",
        "assetrequests",
        150,
        scopes="Application",
        subs="approval data marketplace references status",
    ),
    _row(
        "catalog",
        "AssetRequestDefinition",
        "assetrequestdefinitions",
        30,
        scopes="AuthorizationProfile",
        subs="applicationprofile authorization references webhooks",
    ),
    _row(
        "catalog",
        "AssetResource",
        "assetresources",
        150,
        scopes="Asset AssetRelease",
        subs="overview references releasehash status",
    ),
    _row("catalog", "AssistedSearch", "assistedsearch", 150, scopes="Marketplace", subs="state"),
    _row("catalog", "AuthorizationProfile", "authprofiles", 10, subs="policies references"),
    _row("catalog", "Category", "categories", 10, subs="icon"),
    _row("catalog", "CategoryVisibility", "categoryvisibility", 150, scopes="Marketplace"),
    _row(
        "catalog", "ConsumerProductPlanVisibility", "consumerproductplanvisibility", 150, scopes="Marketplace"
    ),
    _row("catalog", "ConsumerProductVisibility", "consumerproductvisibility", 150, scopes="Marketplace"),
    _row("catalog", "ConsumerStageVisibility", "consumerstagevisibility", 150, scopes="Marketplace"),
    _row(
        "catalog",
        "Credential",
        "credentials",
        150,
        scopes="Application",
        subs="data expiration marketplace policies references state status",
    ),
    _row(
        "catalog",
        "CredentialRequestDefinition",
        "credentialrequestdefinitions",
        30,
        scopes="AuthorizationProfile",
        subs="references webhooks",
    ),
    _row(
        "catalog",
        "Document",
        "documents",
        110,
        scopes="DocumentCollection DocumentTemplate Product ProductRelease",
        subs="icon status",
    ),
    _row("catalog", "DocumentCollection", "documentcollections", 10),
    _row("catalog", "DocumentResource", "documentresources", 30, subs="icon references state"),
    _row("catalog", "DocumentTemplate", "documenttemplates", 10),
    _row("catalog", "MCPClient", "mcpclients", 10, subs="icon"),
    _row("catalog", "Marketplace", "marketplaces", 10, subs="billing"),
    _row("catalog", "Product", "products", 100, subs="icon latestrelease references state status"),
    _row("catalog", "ProductOverview", "productoverviews", 130, scopes="Product ProductRelease"),
    _row("catalog", "ProductPlan", "productplans", 130, subs="references state status"),
    _row("catalog", "ProductPlanJob", "productplanjobs", 150, scopes="ProductPlan", subs="status"),
    _row("catalog", "ProductPlanUnit", "productplanunits", 10),
    _row("catalog", "ProductPlanVisibility", "productplanvisibility", 150, scopes="Marketplace"),
    _row("catalog", "ProductRelease", "productreleases", 150, subs="icon references status"),
    _row("catalog", "ProductReview", "productreviews", 150, scopes="Product", subs="marketplace state"),
    _row("catalog", "ProductVisibility", "productvisibility", 150, scopes="Marketplace"),
    _row("catalog", "PublishedDocumentResource", "publisheddocumentresources", 150, scopes="Marketplace"),
    _row(
        "catalog",
        "PublishedProduct",
        "publishedproducts",
        140,
        scopes="Marketplace",
        subs="references status",
    ),
    _row("catalog", "PublishedStage", "publishedstages", 150, scopes="Marketplace"),
    _row("catalog", "Quota", "quotas", 140, scopes="ProductPlan", subs="status"),
    _row("catalog", "ReleaseTag", "releasetags", 90, scopes="Asset Product", subs="state status"),
    _row(
        "catalog",
        "Resource",
        "resources",
        110,
        scopes="DocumentCollection DocumentTemplate Product ProductRelease",
    ),
    _row("catalog", "Secret", "secrets", 30, scopes="AuthorizationProfile"),
    _row("catalog", "Stage", "stages", 10, subs="icon"),
    _row("catalog", "StageVisibility", "stagevisibility", 150, scopes="Marketplace"),
    _row(
        "catalog",
        "Subscription",
        "subscriptions",
        150,
        subs="approval billing marketplace references state status",
    ),
    _row(
        "catalog",
        "SubscriptionInvoice",
        "subscriptioninvoices",
        150,
        scopes="Subscription",
        subs="billing invoiced marketplace references state status",
    ),
    _row("catalog", "SubscriptionJob", "subscriptionjobs", 150, scopes="Subscription", subs="status"),
    _row("catalog", "SubscriptionRequestDefinition", "subscriptionrequestdefinitions", 10),
    _row("catalog", "SupportContact", "supportcontacts", 10),
    _row("catalog", "Webhook", "webhooks", 35, scopes="AuthorizationProfile"),
    _row("definitions", "AccessControlList", "accesscontrollists", 150, scopes="Component ResourceGroup"),
    _row("definitions", "CommandLineInterface", "commandlines", 150, scopes="ResourceGroup"),
    _row("definitions", "Component", "components", 10),
    _row("definitions", "ResourceDefinition", "resources", 150, scopes="ResourceGroup"),
    _row("definitions", "ResourceDefinitionVersion", "resourceversions", 150, scopes="ResourceGroup"),
    _row("definitions", "ResourceGroup", "groups", 10),
    _row(
        "management",
        "APIService",
        "apiservices",
        40,
        scopes="Environment",
        subs=(
            "agentdetails appinfo compliance complianceruntimeresult details profile "
            "references samplestate sampletrigger source status"
        ),
    ),
    _row(
        "management",
        "APIServiceInstance",
        "apiserviceinstances",
        60,
        scopes="Environment",
        subs=(
            "compliance complianceruntimeresult lifecycle references samplestate "
            "sampletrigger source traceable"
        ),
    ),
    _row(
        "management",
        "APIServiceRevision",
        "apiservicerevisions",
        50,
        scopes="Environment",
        subs="compliance information",
    ),
    _row(
        "management",
        "APISpecLintingJob",
        "apispeclintingjobs",
        150,
        scopes="Environment",
        subs="archived result state",
    ),
    _row("management", "APISpecLintingRuleset", "apispeclintingrulesets", 10, subs="revision"),
    _row(
        "management",
        "AccessControlList",
        "accesscontrollists",
        150,
        scopes="APISpecLintingRuleset Environment IdentityProvider Integration WatchTopic",
    ),
    _row(
        "management",
        "AccessRequest",
        "accessrequests",
        150,
        scopes="Environment",
        subs="data references status",
    ),
    _row(
        "management",
        "AccessRequestDefinition",
        "accessrequestdefinitions",
        30,
        scopes="Environment",
        subs="applicationprofile webhooks",
    ),
    _row(
        "management",
        "ApplicationProfileDefinition",
        "applicationprofiledefinitions",
        30,
        scopes="Environment",
    ),
    _row("management", "AssetMapping", "assetmappings", 80, scopes="Environment", subs="overrides status"),
    _row(
        "management",
        "AssetMappingTemplate",
        "assetmappingtemplates",
        80,
        scopes="Environment",
        version="v1alpha1",
    ),
    _row("management", "BatchJob", "batchjobs", 150, scopes="Environment", subs="progress"),
    _row(
        "management",
        "ComplianceAgent",
        "complianceagents",
        150,
        scopes="Environment",
        subs="agentstate dataplane status",
    ),
    _row("management", "ComplianceRuntimeResult", "complianceruntimeresults", 150, scopes="Environment"),
    _row(
        "management",
        "Credential",
        "credentials",
        150,
        scopes="Environment",
        subs="data policies references state status",
    ),
    _row(
        "management",
        "CredentialRequestDefinition",
        "credentialrequestdefinitions",
        30,
        scopes="Environment",
        subs="webhooks",
    ),
    _row("management", "Dataplane", "dataplanes", 30, scopes="Environment", subs="secretschema security"),
    _row("management", "DataplaneSecret", "dataplanesecrets", 30, scopes="Environment", subs="state status"),
    _row(
        "management",
        "DiscoveryAgent",
        "discoveryagents",
        150,
        scopes="Environment",
        subs="agentstate dataplane status",
    ),
    _row(
        "management",
        "Environment",
        "environments",
        20,
        subs=("complianceruntimeresult compliancetasks policies references sampletrigger stages traceable"),
    ),
    _row("management", "IdentityProvider", "identityproviders", 10, subs="policies security status"),
    _row("management", "IdentityProviderMetadata", "idpmetadatas", 30, scopes="IdentityProvider"),
    _row("management", "IdentityProviderSecret", "idpsecrets", 30, scopes="IdentityProvider"),
    _row("management", "Integration", "integrations", 10),
    _row(
        "management",
        "ManagedApplication",
        "managedapplications",
        30,
        scopes="Environment",
        subs="marketplace references status",
    ),
    _row(
        "management",
        "ManagedApplicationProfile",
        "managedapplicationprofiles",
        150,
        scopes="Environment",
        subs="references status",
    ),
    _row("management", "ResourceHook", "resourcehooks", 40, scopes="Integration"),
    _row("management", "Secret", "secrets", 30, scopes="Environment Integration"),
    _row(
        "management",
        "TraceabilityAgent",
        "traceabilityagents",
        150,
        scopes="Environment",
        subs="agentstate dataplane sampletrigger status",
    ),
    _row("management", "WatchTopic", "watchtopics", 10),
    _row("management", "Webhook", "webhooks", 35, scopes="Environment Integration"),
)

_BY_NAME: Dict[str, List[Kind]] = {}
for _kind in KINDS:
    _BY_NAME.setdefault(_kind.name, []).append(_kind)


def kinds_named(name: str, more: Tuple[Kind, ...] = ()) -> List[Kind]:
    """The kinds of a name, which may exist in several groups; ``more`` are those that the table lacks."""
    return _BY_NAME.get(name, []) or [kind for kind in more if kind.name == name]


def kind_of(name: str, group: Optional[str], scope: Optional[str], more: Tuple[Kind, ...] = ()) -> Kind:
    """The kind of an object that is in a ``scope`` (the kind of its parent, None for none).

    ``group`` decides only where name and scope leave several: the vendor's own files name wrong ones. Raises
    ``ApiError`` (config) that names what fits.
    """
    named = kinds_named(name, more)
    if not named:
        close = difflib.get_close_matches(name, [kind.name for kind in (*KINDS, *more)], 3, 0.7)
        hint = "; did you mean %s?" % " or ".join(sorted(set(close))) if close else "."
        raise config_error("kind %r is no kind of Axway Central%s" % (name, hint))
    fitting = [kind for kind in named if (scope in kind.scopes if scope else not kind.scopes)]
    if not fitting:
        places = sorted({place for kind in named for place in kind.scopes})
        if scope:
            where = "is in %s" % " or ".join(places) if places else "is in no other object"
            raise config_error("kind %s %s, not in %s; look at parent." % (name, where, scope))
        raise config_error(
            "kind %s is in another object: parent must say which, as {kind: %s, name: ...}%s."
            % (name, places[0], "; or " + ", ".join(places[1:]) if places[1:] else "")
        )
    chosen = [kind for kind in fitting if kind.group == group] or fitting
    if len(chosen) > 1:
        groups = ", ".join(sorted(kind.group for kind in chosen))
        raise config_error("kind %s exists in several groups; set group to one of %s." % (name, groups))
    return chosen[0]
