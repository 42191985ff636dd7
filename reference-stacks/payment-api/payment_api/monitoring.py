"""Dashboard, alarms and the topic that tells people about them."""

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from payment_api.service import Service
from payment_api.settings import Settings

ERROR_RATE_PERCENT = 5
DATABASE_CPU_PERCENT = 80
LATENCY_SECONDS = 1

MINUTE = Duration.minutes(1)
_WIDTH = 12


class Monitoring(Construct):
    """What the people on call see, and when they are called."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        alarms_key: kms.IKey,
        email: str,
        balancer: elbv2.ApplicationLoadBalancer,
        targets: elbv2.ApplicationTargetGroup,
        service: Service,
        cluster: rds.DatabaseCluster,
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        self._balancer = balancer
        self._targets = targets
        self._service = service
        self._cluster = cluster
        self.topic = self._topic(alarms_key, email)
        self._alarms()
        self._dashboard()

    def _topic(self, key: kms.IKey, email: str) -> sns.Topic:
        topic = sns.Topic(
            self,
            "Topic",
            topic_name=self._settings.name("topic", "alarms"),
            display_name="Alarms of the payment API",
            master_key=key,
            enforce_ssl=True,
        )
        topic.apply_removal_policy(RemovalPolicy.DESTROY)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="PublishAlarmsOfThisStack",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {
                        "aws:SourceArn": (
                            f"arn:aws:cloudwatch:{Stack.of(self).region}:{Aws.ACCOUNT_ID}:"
                            f"alarm:alarm-*-{self._settings.environment_suffix}"
                        )
                    },
                },
            )
        )
        topic.add_subscription(subscriptions.EmailSubscription(email))
        return topic

    # --- Metrics ---

    def _requests(self) -> cloudwatch.IMetric:
        return self._balancer.metrics.request_count(period=MINUTE, statistic="Sum")

    def _answers(self, code: elbv2.HttpCodeTarget) -> cloudwatch.IMetric:
        return self._balancer.metrics.http_code_target(code, period=MINUTE, statistic="Sum")

    def _refusals(self) -> cloudwatch.IMetric:
        return self._balancer.metrics.http_code_elb(
            elbv2.HttpCodeElb.ELB_5XX_COUNT, period=MINUTE, statistic="Sum"
        )

    def _error_rate(self) -> cloudwatch.MathExpression:
        """Answers with a 5XX code, by the API or in its place, in percent of the requests."""
        return cloudwatch.MathExpression(
            expression="100 * (FILL(target, 0) + FILL(balancer, 0)) / requests",
            using_metrics={
                "target": self._answers(elbv2.HttpCodeTarget.TARGET_5XX_COUNT),
                "balancer": self._refusals(),
                "requests": self._requests(),
            },
            label="Error rate (%)",
            period=MINUTE,
        )

    def _latency(self, statistic: str) -> cloudwatch.IMetric:
        return self._balancer.metrics.target_response_time(
            period=MINUTE, statistic=statistic, label=statistic
        )

    def _database_cpu(self) -> cloudwatch.IMetric:
        # The busiest instance: a mean would hide a busy writer behind an idle reader.
        return self._cluster.metric_cpu_utilization(period=MINUTE, statistic="Maximum")

    # --- Alarms ---

    def _alarms(self) -> None:
        self._alarm(
            "ErrorRate",
            "error-rate",
            f"More than {ERROR_RATE_PERCENT} % of the requests fail",
            metric=self._error_rate(),
            threshold=ERROR_RATE_PERCENT,
        )
        self._alarm(
            "DatabaseCpu",
            "database-cpu",
            f"The database uses more than {DATABASE_CPU_PERCENT} % of its processors",
            metric=self._database_cpu(),
            threshold=DATABASE_CPU_PERCENT,
            # A database that stops reporting is no good sign.
            missing=cloudwatch.TreatMissingData.BREACHING,
        )
        self._alarm(
            "Latency",
            "latency",
            f"One request in a hundred takes longer than {LATENCY_SECONDS} s",
            metric=self._latency("p99"),
            threshold=LATENCY_SECONDS,
        )
        self._alarm(
            "UnhealthyTasks",
            "unhealthy-tasks",
            "A task does not pass its health check",
            metric=self._targets.metrics.unhealthy_host_count(period=MINUTE, statistic="Maximum"),
            threshold=0,
        )

    def _alarm(
        self,
        construct_id: str,
        purpose: str,
        description: str,
        *,
        metric: cloudwatch.IMetric,
        threshold: float,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            alarm_name=self._settings.name("alarm", purpose),
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=5,
            datapoints_to_alarm=3,
            treat_missing_data=missing,
        )
        notify = actions.SnsAction(self.topic)
        alarm.add_alarm_action(notify)
        alarm.add_ok_action(notify)

    # --- Dashboard ---

    def _dashboard(self) -> None:
        dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=self._settings.name("dashboard"),
            default_interval=Duration.hours(3),
        )
        dashboard.add_widgets(
            self._graph("API latency (s)", [self._latency(p) for p in ("p50", "p95", "p99")]),
            self._graph(
                "API error rate (%)",
                [self._error_rate()],
                mark=cloudwatch.HorizontalAnnotation(value=ERROR_RATE_PERCENT, label="Alarm"),
            ),
        )
        dashboard.add_widgets(
            self._graph("Requests", [self._requests()]),
            self._graph(
                "Errors",
                [
                    self._answers(elbv2.HttpCodeTarget.TARGET_4XX_COUNT),
                    self._answers(elbv2.HttpCodeTarget.TARGET_5XX_COUNT),
                    self._refusals(),
                ],
            ),
        )
        dashboard.add_widgets(
            self._graph(
                "Database connections",
                [self._cluster.metric_database_connections(period=MINUTE, statistic="Maximum")],
            ),
            self._graph(
                "Database CPU (%)",
                [self._database_cpu()],
                mark=cloudwatch.HorizontalAnnotation(value=DATABASE_CPU_PERCENT, label="Alarm"),
            ),
        )
        dashboard.add_widgets(
            self._graph(
                "Tasks: CPU and memory (%)",
                [
                    self._service.service.metric_cpu_utilization(period=MINUTE),
                    self._service.service.metric_memory_utilization(period=MINUTE),
                ],
            ),
            self._graph("Tasks running", [self._running_tasks()]),
        )

    def _running_tasks(self) -> cloudwatch.IMetric:
        return cloudwatch.Metric(
            namespace="ECS/ContainerInsights",
            metric_name="RunningTaskCount",
            dimensions_map={
                "ClusterName": self._service.cluster.cluster_name,
                "ServiceName": self._service.service.service_name,
            },
            period=MINUTE,
            statistic="Minimum",
        )

    @staticmethod
    def _graph(
        title: str,
        metrics: list[cloudwatch.IMetric],
        *,
        mark: cloudwatch.HorizontalAnnotation | None = None,
    ) -> cloudwatch.GraphWidget:
        return cloudwatch.GraphWidget(
            title=title,
            left=metrics,
            left_annotations=[mark] if mark else None,
            left_y_axis=cloudwatch.YAxisProps(min=0),
            width=_WIDTH,
        )
