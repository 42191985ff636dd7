import { App } from "aws-cdk-lib";
import { Api } from "../lib/api";
import { Database } from "../lib/database";
import { Edge } from "../lib/edge";
import { Iam } from "../lib/iam";
import { Messaging } from "../lib/messaging";
import { Network } from "../lib/network";
import { Storage } from "../lib/storage";

const app = new App();
new Api(app, "Api");
new Database(app, "Database");
new Edge(app, "Edge");
new Iam(app, "Iam");
new Messaging(app, "Messaging");
new Network(app, "Network");
new Storage(app, "Storage");
app.synth();
