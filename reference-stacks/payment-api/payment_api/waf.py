"""The web ACL in front of the load balancer, and its log."""

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from payment_api.logs import encrypted_log_group
from payment_api.settings import Settings

# Requests that one address may send in five minutes.
RATE_LIMIT = 2000
RATE_WINDOW_SECONDS = 300

# AWS's managed groups, all of which block.
MANAGED_GROUPS = {
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "common": "AWSManagedRulesCommonRuleSet",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sql-injection": "AWSManagedRulesSQLiRuleSet",
}


class Firewall(Construct):
    """Rate limit, known bad addresses, common exploits, known bad inputs and SQL injection."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        balancer: elbv2.ApplicationLoadBalancer,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        rules = [self._rate_rule()]
        for name, group in MANAGED_GROUPS.items():
            rules.append(self._managed_rule(len(rules), name, group))
        self.acl = wafv2.CfnWebACL(
            self,
            "Acl",
            name=settings.name("web-acl"),
            description=f"Protects the payment API, {settings.environment_suffix}",
            scope="REGIONAL",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            rules=rules,
            visibility_config=self._visibility(settings.name("web-acl")),
        )
        wafv2.CfnWebACLAssociation(
            self,
            "Association",
            resource_arn=balancer.load_balancer_arn,
            web_acl_arn=self.acl.attr_arn,
        )
        self._log_requests(settings, logs_key)

    def _rate_rule(self) -> wafv2.CfnWebACL.RuleProperty:
        return wafv2.CfnWebACL.RuleProperty(
            name="rate-limit",
            priority=0,
            action=wafv2.CfnWebACL.RuleActionProperty(block={}),
            statement=wafv2.CfnWebACL.StatementProperty(
                rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                    aggregate_key_type="IP",
                    limit=RATE_LIMIT,
                    evaluation_window_sec=RATE_WINDOW_SECONDS,
                )
            ),
            visibility_config=self._visibility("rate-limit"),
        )

    def _managed_rule(self, priority: int, name: str, group: str) -> wafv2.CfnWebACL.RuleProperty:
        return wafv2.CfnWebACL.RuleProperty(
            name=name,
            priority=priority,
            override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
            statement=wafv2.CfnWebACL.StatementProperty(
                managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                    vendor_name="AWS", name=group
                )
            ),
            visibility_config=self._visibility(name),
        )

    @staticmethod
    def _visibility(metric_name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
        return wafv2.CfnWebACL.VisibilityConfigProperty(
            cloud_watch_metrics_enabled=True,
            metric_name=metric_name,
            # Samples are kept with all their headers, the clients' key included; the log has it
            # redacted.
            sampled_requests_enabled=False,
        )

    def _log_requests(self, settings: Settings, logs_key: kms.IKey) -> None:
        stack = Stack.of(self)
        group = encrypted_log_group(
            self, "LogGroup", name=settings.firewall_log_group, key=logs_key
        )
        policy = logs.ResourcePolicy(
            self,
            "LogPolicy",
            resource_policy_name=settings.name("log-policy", "waf"),
            policy_statements=[
                iam.PolicyStatement(
                    sid="DeliverFirewallLogs",
                    principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[group.log_group_arn],
                    conditions={
                        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                        "ArnLike": {
                            "aws:SourceArn": stack.format_arn(service="logs", resource="*")
                        },
                    },
                )
            ],
        )
        logging = wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self.acl.attr_arn,
            # WAF takes the group's ARN without the `:*` that its attribute ends with.
            log_destination_configs=[
                stack.format_arn(
                    service="logs",
                    resource="log-group",
                    resource_name=group.log_group_name,
                    arn_format=ArnFormat.COLON_RESOURCE_NAME,
                )
            ],
            redacted_fields=[
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(
                    single_header={"Name": "x-api-key"}
                )
            ],
        )
        logging.node.add_dependency(policy)
