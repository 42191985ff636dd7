// IAM documents as text. All of it is known before the deployment, see naming.ts.

type Values = string | readonly string[];

export interface Statement {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: "*" | Readonly<Record<string, Values>>;
    readonly Action: Values;
    readonly Resource?: Values;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

export function policy(...statements: readonly Statement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A role that a service may take, and only while it works for this account (the confused deputy). */
export function trust(service: string, accountId: string, sourceArn: string): string {
    return policy({
        Sid: "WorkingForThisAccount",
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": sourceArn },
        },
    });
}

/** Lambda sends no source account; it can be given a role of its own account only. */
export function lambdaTrust(): string {
    return policy({
        Sid: "LambdaOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
    });
}
