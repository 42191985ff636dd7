// Connection details in Secrets Manager, configuration in Parameter Store, and the secret that CloudFront proves itself
// with. No password is among them: the database takes tokens that the backend makes with its role.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { StackConfig } from "../config";
import { DATABASE, type Names, type ServiceName } from "../naming";
import type { Database } from "./database";
import type { Security } from "./security";

/** Each parameter, and the environment variable that it becomes in the container. */
const PARAMETERS = {
    frontend: { "api-url": "API_URL" },
    backend: {
        "allowed-origin": "ALLOWED_ORIGIN",
        "database-connection": "DATABASE_CONNECTION",
        "log-level": "LOG_LEVEL",
    },
} as const satisfies Record<ServiceName, Record<string, string>>;

export const PARAMETER_KEYS: Readonly<Record<ServiceName, readonly string[]>> = {
    frontend: Object.keys(PARAMETERS.frontend),
    backend: Object.keys(PARAMETERS.backend),
};

/** What a container definition lists under `secrets`. */
export function injected(names: Names, service: ServiceName): { name: string; valueFrom: string }[] {
    return Object.entries(PARAMETERS[service]).map(([key, variable]) => ({
        name: variable,
        valueFrom: names.parameterArn(service, key),
    }));
}

export interface SecretsArgs {
    readonly names: Names;
    readonly config: StackConfig;
    readonly security: Security;
    readonly database: Database;
}

export class Secrets extends pulumi.ComponentResource {
    readonly connection: aws.secretsmanager.Secret;
    /** The value that CloudFront sends. */
    readonly originHeader: pulumi.Output<string>;
    /** The values that the load balancer lets through: during a change, the one before as well. */
    readonly acceptedOriginHeaders: pulumi.Output<string>[];

    constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:secrets:Secrets", name, {}, opts);
        const { names, config, security, database } = args;
        const child = { parent: this };

        const connectionName = names.of("database-connection");
        this.connection = new aws.secretsmanager.Secret(connectionName, {
            name: connectionName,
            description: "How the backend reaches Aurora; it signs in with a token of IAM",
            kmsKeyId: security.keys.secrets.arn,
            // Gone at once with the stack, so that its name is free for the next one.
            recoveryWindowInDays: 0,
        }, child);
        new aws.secretsmanager.SecretVersion(names.of("database-connection-version"), {
            secretId: this.connection.id,
            secretString: pulumi.jsonStringify({
                engine: "postgres",
                host: database.cluster.endpoint,
                readerHost: database.cluster.readerEndpoint,
                port: DATABASE.port,
                dbname: DATABASE.name,
                username: DATABASE.user,
                authentication: "iam",
                sslmode: "verify-full",
            }),
        }, child);

        const parameter = (service: ServiceName, key: string, value: string) =>
            new aws.ssm.Parameter(names.of(`${service}-${key}`), {
                name: names.parameter(service, key),
                // SecureString for all: a plain parameter cannot have a key of one's own.
                type: "SecureString",
                keyId: security.keys.secrets.arn,
                value,
            }, child);
        parameter("frontend", "api-url", `https://${config.domainName}/api`);
        parameter("backend", "allowed-origin", `https://${config.domainName}`);
        parameter("backend", "log-level", config.logLevel);
        // The name of the secret above. The backend reads its content at run time, so a failover or a restore that
        // changes the endpoint needs no new revision of the task.
        parameter("backend", "database-connection", connectionName);

        const generation = (number: number) => pulumi.secret(
            new random.RandomPassword(names.of(`origin-header-${number}`), {
                length: 48,
                // Load balancers read * and ? in a header's value as wildcards.
                special: false,
            }, child).result,
        );
        const current = config.originHeaderGeneration;
        this.originHeader = generation(current);
        this.acceptedOriginHeaders = [this.originHeader, ...(current > 1 ? [generation(current - 1)] : [])];
        this.registerOutputs({});
    }
}
