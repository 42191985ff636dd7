// Every name that the program gives, in one place.
//
// Names are chosen here instead of by AWS so that policies can be written with exact ARNs before the resources exist:
// `pulumi preview` then shows the whole text of each policy, and a reviewer (or a linter) can judge it.

/** CloudFront reads its web ACL and its certificate in this region only, and the whole system lives there. */
export const REGION = "us-east-1";

export class Names {
    constructor(
        readonly suffix: string,
        readonly accountId: string,
    ) {}

    /** `resourceType-environmentSuffix`, the form of every name. */
    of(resourceType: string): string {
        return `${resourceType}-${this.suffix}`;
    }

    /** A bucket's name is unique in the whole world, so it carries the account as well. */
    bucket(resourceType: string): string {
        return `${resourceType}-${this.accountId}-${this.suffix}`;
    }

    arn(service: string, resource: string): string {
        return `arn:aws:${service}:${REGION}:${this.accountId}:${resource}`;
    }

    role(role: RoleName): string {
        return this.of(role);
    }

    roleArn(role: RoleName): string {
        return `arn:aws:iam::${this.accountId}:role/${this.role(role)}`;
    }

    logGroup(group: LogGroupName): string {
        return LOG_GROUPS[group](this);
    }

    logGroupArn(group: LogGroupName): string {
        return this.arn("logs", `log-group:${this.logGroup(group)}`);
    }

    parameter(service: ServiceName, key: string): string {
        return `/${this.of("config")}/${service}/${key}`;
    }

    parameterArn(service: ServiceName, key: string): string {
        return this.arn("ssm", `parameter${this.parameter(service, key)}`);
    }

    repositoryArn(service: ServiceName): string {
        return this.arn("ecr", `repository/${this.of(service)}`);
    }

    /** The image is named by its digest: what was scanned is what runs. */
    image(service: ServiceName, digest: string): string {
        return `${this.accountId}.dkr.ecr.${REGION}.amazonaws.com/${this.of(service)}@${digest}`;
    }

    /** Secrets Manager adds a hyphen and six characters to the name; the question marks stand for exactly those. */
    secretArnPattern(resourceType: string): string {
        return this.arn("secretsmanager", `secret:${this.of(resourceType)}-??????`);
    }
}

export type ServiceName = "frontend" | "backend";

export const SERVICES = {
    frontend: { port: 3000, path: "/*", priority: 20 },
    // The lower priority number is asked first, so that /api/* never reaches the frontend.
    backend: { port: 8080, path: "/api/*", priority: 10 },
} as const satisfies Record<ServiceName, { port: number; path: string; priority: number }>;

export type RoleName =
    | "flow-logs-role"
    | "frontend-execution-role"
    | "backend-execution-role"
    | "backend-task-role"
    | "scan-gate-role";

/** The log groups whose names AWS dictates end in a part that does not belong to us. */
const LOG_GROUPS = {
    flow: (n: Names) => `/aws/vpc/${n.of("flow-logs")}`,
    frontend: (n: Names) => `/aws/ecs/${n.of("frontend")}`,
    backend: (n: Names) => `/aws/ecs/${n.of("backend")}`,
    // Container Insights would create this one itself, without a key and without an end.
    insights: (n: Names) => `/aws/ecs/containerinsights/${n.of("cluster")}/performance`,
    database: (n: Names) => `/aws/rds/cluster/${n.of("aurora")}/postgresql`,
    "database-logins": (n: Names) => `/aws/rds/cluster/${n.of("aurora")}/iam-db-auth-error`,
    "scan-gate": (n: Names) => `/aws/lambda/${n.of("scan-gate")}`,
    cdn: (n: Names) => `/aws/vendedlogs/cloudfront/${n.of("cdn")}`,
    // WAF delivers only to names that begin like this.
    "edge-waf": (n: Names) => `aws-waf-logs-${n.of("edge")}`,
    "origin-waf": (n: Names) => `aws-waf-logs-${n.of("origin")}`,
} as const satisfies Record<string, (names: Names) => string>;

export type LogGroupName = keyof typeof LOG_GROUPS;

export const LOG_GROUP_NAMES = Object.keys(LOG_GROUPS) as LogGroupName[];

/** Of Aurora: the database, and the user that the backend signs in as with its role. No user has a written password. */
export const DATABASE = { name: "payments", user: "payments_api", master: "payments_admin", port: 5432 } as const;

/** CloudFront sends the secret in this header, and the load balancer asks for it. */
export const ORIGIN_HEADER = "X-Origin-Verify";

/** A CloudFront function writes the viewer's address here, over whatever the viewer sent. */
export const VIEWER_ADDRESS_HEADER = "True-Client-IP";
