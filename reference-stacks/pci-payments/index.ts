// The program that Pulumi runs: `pulumi up` in this folder.
import { loadConfig } from "./config";
import { createStack } from "./stack";

export const {
    cloudFrontUrl,
    cloudFrontDomain,
    clusterName,
    clusterArn,
    repositoryUrls,
    databaseClusterArn,
    databaseMasterSecretArn,
    scanGateFunction,
} = createStack(loadConfig());
