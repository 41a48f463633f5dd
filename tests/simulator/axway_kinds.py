# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of Central's API server: group, plural, what they are in, what is written apart from them.

Source: the models of the vendor's public agent SDK. The collection has a table of its own; a test compares
them.
"""

from __future__ import annotations

from dataclasses import dataclass

_TABLE = """
catalog AccessControlList accesscontrollists Application,Asset,AssetRelease,AuthorizationProfile,\
    Category,DocumentCollection,DocumentResource,DocumentTemplate,MCPClient,Marketplace,Product,\
    ProductPlan,ProductPlanUnit,ProductRelease,Stage,Subscription,SubscriptionRequestDefinition,\
    SupportContact -
catalog Application applications - marketplace,state
catalog ApplicationProfile applicationprofiles Application marketplace,references,status
catalog ApplicationProfileDefinition applicationprofiledefinitions AuthorizationProfile references
catalog Asset assets - access,icon,latestrelease,references,state,status
catalog AssetMapping assetmappings Asset overrides,status
catalog AssetRelease assetreleases - icon,references,status
catalog AssetRequest assetrequests Application approval,data,marketplace,references,status
catalog AssetRequestDefinition assetrequestdefinitions AuthorizationProfile \
    applicationprofile,authorization,references,webhooks
catalog AssetResource assetresources Asset,AssetRelease overview,references,releasehash,status
catalog AssistedSearch assistedsearch Marketplace state
catalog AuthorizationProfile authprofiles - policies,references
catalog Category categories - icon
catalog CategoryVisibility categoryvisibility Marketplace -
catalog ConsumerProductPlanVisibility consumerproductplanvisibility Marketplace -
catalog ConsumerProductVisibility consumerproductvisibility Marketplace -
catalog ConsumerStageVisibility consumerstagevisibility Marketplace -
catalog Credential credentials Application data,expiration,marketplace,policies,references,state,status
catalog CredentialRequestDefinition credentialrequestdefinitions AuthorizationProfile \
    references,webhooks
catalog Document documents DocumentCollection,DocumentTemplate,Product,ProductRelease icon,status
catalog DocumentCollection documentcollections - -
catalog DocumentResource documentresources - icon,references,state
catalog DocumentTemplate documenttemplates - -
catalog MCPClient mcpclients - icon
catalog Marketplace marketplaces - billing
catalog Product products - icon,latestrelease,references,state,status
catalog ProductOverview productoverviews Product,ProductRelease -
catalog ProductPlan productplans - references,state,status
catalog ProductPlanJob productplanjobs ProductPlan status
catalog ProductPlanUnit productplanunits - -
catalog ProductPlanVisibility productplanvisibility Marketplace -
catalog ProductRelease productreleases - icon,references,status
catalog ProductReview productreviews Product marketplace,state
catalog ProductVisibility productvisibility Marketplace -
catalog PublishedDocumentResource publisheddocumentresources Marketplace -
catalog PublishedProduct publishedproducts Marketplace references,status
catalog PublishedStage publishedstages Marketplace -
catalog Quota quotas ProductPlan status
catalog ReleaseTag releasetags Asset,Product state,status
catalog Resource resources DocumentCollection,DocumentTemplate,Product,ProductRelease -
catalog Secret secrets AuthorizationProfile -
catalog Stage stages - icon
catalog StageVisibility stagevisibility Marketplace -
catalog Subscription subscriptions - approval,billing,marketplace,references,state,status
catalog SubscriptionInvoice subscriptioninvoices Subscription \
    billing,invoiced,marketplace,references,state,status
catalog SubscriptionJob subscriptionjobs Subscription status
catalog SubscriptionRequestDefinition subscriptionrequestdefinitions - -
catalog SupportContact supportcontacts - -
catalog Webhook webhooks AuthorizationProfile -
definitions AccessControlList accesscontrollists Component,ResourceGroup -
definitions CommandLineInterface commandlines ResourceGroup -
definitions Component components - -
definitions ResourceDefinition resources ResourceGroup -
definitions ResourceDefinitionVersion resourceversions ResourceGroup -
definitions ResourceGroup groups - -
management APIService apiservices Environment \
    agentdetails,appinfo,compliance,complianceruntimeresult,details,profile,references,samplestate,sampletrigger,source,status
management APIServiceInstance apiserviceinstances Environment \
    compliance,complianceruntimeresult,lifecycle,references,samplestate,sampletrigger,source,traceable
management APIServiceRevision apiservicerevisions Environment compliance,information
management APISpecLintingJob apispeclintingjobs Environment archived,result,state
management APISpecLintingRuleset apispeclintingrulesets - revision
management AccessControlList accesscontrollists APISpecLintingRuleset,Environment,IdentityProvider,\
    Integration,WatchTopic -
management AccessRequest accessrequests Environment data,references,status
management AccessRequestDefinition accessrequestdefinitions Environment applicationprofile,webhooks
management ApplicationProfileDefinition applicationprofiledefinitions Environment -
management AssetMapping assetmappings Environment overrides,status
management BatchJob batchjobs Environment progress
management ComplianceAgent complianceagents Environment agentstate,dataplane,status
management ComplianceRuntimeResult complianceruntimeresults Environment -
management Credential credentials Environment data,policies,references,state,status
management CredentialRequestDefinition credentialrequestdefinitions Environment webhooks
management Dataplane dataplanes Environment secretschema,security
management DataplaneSecret dataplanesecrets Environment state,status
management DiscoveryAgent discoveryagents Environment agentstate,dataplane,status
management Environment environments - \
    complianceruntimeresult,compliancetasks,policies,references,sampletrigger,stages,traceable
management IdentityProvider identityproviders - policies,security,status
management IdentityProviderMetadata idpmetadatas IdentityProvider -
management IdentityProviderSecret idpsecrets IdentityProvider -
management Integration integrations - -
management ManagedApplication managedapplications Environment marketplace,references,status
management ManagedApplicationProfile managedapplicationprofiles Environment references,status
management ResourceHook resourcehooks Integration -
management Secret secrets Environment,Integration -
management TraceabilityAgent traceabilityagents Environment agentstate,dataplane,sampletrigger,status
management WatchTopic watchtopics - -
management Webhook webhooks Environment,Integration -
management AssetMappingTemplate assetmappingtemplates Environment -
"""


@dataclass(frozen=True)
class Kind:
    """A kind; ``scopes`` are the names of the kinds it can be in."""

    group: str
    name: str
    plural: str
    scopes: tuple[str, ...]
    subresources: frozenset[str]


def _listed(text: str) -> list[str]:
    return [] if text == "-" else text.split(",")


def _kind(line: str) -> Kind:
    group, name, plural, scopes, subresources = line.split()
    return Kind(group, name, plural, tuple(_listed(scopes)), frozenset(_listed(subresources)))


KINDS = [_kind(line) for line in _TABLE.replace(",    ", ",").strip().splitlines()]
