// A stand-in for Pulumi's engine: runs a Node program through Pulumi's own language runtime and writes what
// `pulumi preview --json` would say of its first deployment.
//
//   node engine.mjs --project DIR --out FILE [--stack dev] [--config KEY=VALUE]... [--secret KEY=VALUE]...
//                   [--indent 4] [--stable] [--frames N]
//
// DIR has a Pulumi.yaml, perhaps a Pulumi.STACK.yaml, and node_modules with @pulumi/pulumi. The steps stand in the
// order of registration, which varies between runs as the CLI's does; `--stable` sorts them and leaves out the duration.
// `--frames` keeps that many frames of each stack, innermost first.
//
// The runtime in DIR/node_modules registers each resource over gRPC; `monitor` answers as a preview does (names that
// are known, everything else unknown) and keeps the steps, from which `document` is written. What the program sends is
// kept exactly: inputs, parents, dependencies, options, positions. What providers would add is made up: automatic
// names, the defaults of `engine-defaults.json`, and the answers of data sources (`invoke`).
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
    options: {
        project: { type: "string", default: "." },
        stack: { type: "string", default: "dev" },
        out: { type: "string" },
        config: { type: "string", multiple: true, default: [] },
        secret: { type: "string", multiple: true, default: [] },
        indent: { type: "string", default: "4" },
        stable: { type: "boolean", default: false },
        frames: { type: "string", default: "Infinity" },
    },
});
const root = resolve(options.project);
const load = createRequire(join(root, "package.json"));
const grpc = load("@grpc/grpc-js");
const yaml = load("js-yaml");
const messages = load("@pulumi/pulumi/proto/resource_pb.js");
const providerMessages = load("@pulumi/pulumi/proto/provider_pb.js");
const engineMessages = load("@pulumi/pulumi/proto/engine_pb.js");
const { ResourceMonitorService } = load("@pulumi/pulumi/proto/resource_grpc_pb.js");
const { EngineService } = load("@pulumi/pulumi/proto/engine_grpc_pb.js");
const { Empty } = load("google-protobuf/google/protobuf/empty_pb.js");
const { Struct } = load("google-protobuf/google/protobuf/struct_pb.js");

// --- Project and configuration ---

const read = (file) => (existsSync(file) ? yaml.load(readFileSync(file, "utf8")) : undefined);
const settings = read(join(root, "Pulumi.yaml"));
const project = settings.name;
const stack = options.stack;
const config = {};
const secrets = new Set();
const qualified = (key) => (key.includes(":") ? key : `${project}:${key}`);
const textOf = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));
for (const [key, value] of Object.entries(read(join(root, `Pulumi.${stack}.yaml`))?.config ?? {})) {
    // There is no key to decrypt with here, so the ciphertext stands for the value.
    if (value?.secure !== undefined) secrets.add(qualified(key));
    config[qualified(key)] = textOf(value?.secure ?? value);
}
for (const [pairs, secret] of [[options.config, false], [options.secret, true]]) {
    for (const pair of pairs) {
        const [key, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
        config[qualified(key)] = value;
        if (secret) secrets.add(qualified(key));
    }
}

// --- Values ---

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSETS = new Set(["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"]);
const UNKNOWNS = new Set([
    UNKNOWN, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
// Inputs that a provider keeps as JSON text, also where the program gives an object.
const JSON_TEXT = new Set(["policy", "assumeRolePolicy", "accessPolicies"]);

const sorted = (value) => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
};
const holdsUnknown = (value) => JSON.stringify(value)?.includes(UNKNOWN) ?? false;
const digest = (text, length) => createHash("sha256").update(text).digest("hex").slice(0, length);

// A value of the wire as providers and the CLI's document have it.
function plain(value, name) {
    if (typeof value === "string") return UNKNOWNS.has(value) ? UNKNOWN : value;
    if (Array.isArray(value)) return value.map((item) => plain(item));
    if (value === null || typeof value !== "object") return value;
    if (value[SIGNATURE] === SECRET) return "[secret]";
    if (value[SIGNATURE] === OUTPUT) {
        if (value.secret) return "[secret]";
        return "value" in value ? plain(value.value, name) : UNKNOWN;
    }
    // Providers without support for references, as that of AWS, are given the id.
    if (value[SIGNATURE] === REFERENCE) return "id" in value ? value.id || UNKNOWN : value.urn;
    const result = {};
    for (const key of Object.keys(value).sort()) result[key] = plain(value[key], key);
    if (ASSETS.has(value[SIGNATURE])) return { ...result, hash: digest(JSON.stringify(result), 64) };
    if (JSON_TEXT.has(name)) return holdsUnknown(result) ? UNKNOWN : JSON.stringify(sorted(result));
    return result;
}

// A value as the program gets it back: still secret where it was, and without references.
function returned(value) {
    if (Array.isArray(value)) return value.map(returned);
    if (value === null || typeof value !== "object") return value;
    if (value[SIGNATURE] === REFERENCE) return plain(value);
    if (value[SIGNATURE] === OUTPUT) {
        const inner = "value" in value ? returned(value.value) : UNKNOWN;
        return value.secret ? { [SIGNATURE]: SECRET, value: inner } : inner;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, returned(item)]));
}

// --- What a provider's check adds ---

const defaults = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "engine-defaults.json"), "utf8"));

// The SDK's own class tells whether the type has a name, or tags, among its inputs.
const sources = new Map();
function hasInput(type, name) {
    const [pkg, path] = type.split(":");
    if (!sources.has(type)) {
        const file = join(root, "node_modules", "@pulumi", pkg, `${path}.js`);
        sources.set(type, existsSync(file) ? readFileSync(file, "utf8") : "");
    }
    return sources.get(type).includes(`resourceInputs["${name}"] = args`);
}

// Objects with a schema of their own carry their defaults, too; maps such as tags do not.
function nested(value, name) {
    if (Array.isArray(value)) return value.map((item) => nested(item, name));
    if (value === null || typeof value !== "object" || value[SIGNATURE] || defaults.maps.includes(name)) return value;
    const result = { __defaults: [] };
    for (const [key, item] of Object.entries(value)) result[key] = nested(item, key);
    return result;
}

function checked(type, name, urn, sent) {
    if (!type.startsWith("aws:")) return sent;
    const added = {};
    const named = defaults.names[type] ?? (hasInput(type, "name") ? "name" : undefined);
    if (named && !(named in sent) && !(`${named}Prefix` in sent)) added[named] = `${name}-${digest(urn, 7)}`;
    for (const [key, value] of Object.entries(defaults.inputs[type] ?? {})) if (!(key in sent)) added[key] = value;
    const result = { __defaults: Object.keys(added).sort() };
    for (const key of Object.keys({ ...sent, ...added }).sort()) {
        result[key] = key in sent ? nested(sent[key], key) : added[key];
    }
    if (sent.tags && hasInput(type, "tags")) result.tagsAll = sent.tags;
    return result;
}

// --- State ---

const steps = [];
const diagnostics = [];
let rootUrn = "";

function urnOf(type, name, parent) {
    const parentType = parent ? parent.split("::")[2] : "";
    const chain = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$${type}` : type;
    return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

function aliasUrn(alias, request, parent) {
    if (alias.getUrn()) return alias.getUrn();
    const spec = alias.getSpec();
    const owner = spec.getNoparent() ? "" : spec.getParenturn() || parent;
    const urn = urnOf(spec.getType() || request.getType(), spec.getName() || request.getName(), owner);
    const [, , chain, name] = urn.split("::");
    return `urn:pulumi:${spec.getStack() || stack}::${spec.getProject() || project}::${chain}::${name}`;
}

function place(position) {
    if (!position?.getUri().startsWith("file://")) return undefined;
    const path = relative(root, fileURLToPath(position.getUri()));
    const column = position.getColumn() ? `,${position.getColumn()}` : "";
    return `project:///${encodeURI(path)}#${position.getLine()}${column}`;
}

function defaultProvider(type, version) {
    const pkg = type.split(":")[0];
    const name = version ? `default_${version.replace(/[^A-Za-z0-9]/g, "_")}` : "default";
    return `${urnOf(`pulumi:providers:${pkg}`, name)}::${UNKNOWN}`;
}

const clean = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => {
    if (value === undefined || value === null || value === false || value === "") return false;
    return typeof value !== "object" || Object.keys(value).length > 0;
}));

function record(op, request, urn, parent, custom, inputs, dependencies, more) {
    const type = request.getType();
    const isProvider = type.startsWith("pulumi:providers:");
    const provider = custom && !isProvider
        ? request.getProvider() || defaultProvider(type, request.getVersion()) : undefined;
    const frames = (request.getStacktrace()?.getFramesList() ?? []).slice(0, Number(options.frames));
    const state = {
        ...clean({
            urn, id: more.id, type, inputs, parent, protect: more.protect, external: more.external,
            dependencies, provider, ...more.options,
            sourcePosition: place(request.getSourceposition()),
            stackTrace: frames.map((frame) => clean({ sourcePosition: place(frame.getPc()) })),
        }),
        custom,
    };
    const order = ["urn", "custom", "id", "type"];
    const ordered = Object.fromEntries([...order, ...Object.keys(state)].filter((k) => k in state).map((k) => [k, state[k]]));
    steps.push({ op, urn, ...clean({ provider }), newState: ordered, detailedDiff: null });
}

const timeouts = (given) => given && clean({
    create: given.getCreate(), update: given.getUpdate(), delete: given.getDelete(),
});

// --- The services ---

function registerResource(call, callback) {
    const request = call.request;
    const [type, name] = [request.getType(), request.getName()];
    const parent = request.getParent() || (type === "pulumi:pulumi:Stack" ? "" : rootUrn);
    const urn = urnOf(type, name, parent);
    if (type === "pulumi:pulumi:Stack") rootUrn = urn;
    const custom = request.getCustom();
    const wire = request.getObject()?.toJavaScript() ?? {};
    const sent = plain(wire);
    const inputs = custom ? checked(type, name, urn, sent) : sent;
    const byProperty = {};
    for (const [key, list] of request.getPropertydependenciesMap().entries()) byProperty[key] = list.getUrnsList().sort();
    const importId = request.getImportid();
    record(importId ? "import" : "create", request, urn, parent, custom, inputs, [...request.getDependenciesList()].sort(), {
        id: importId,
        protect: request.getProtect(),
        options: {
            propertyDependencies: sorted(byProperty),
            additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
            aliases: [...new Set([
                ...request.getAliasurnsList(),
                ...request.getAliasesList().map((alias) => aliasUrn(alias, request, parent)),
            ])],
            customTimeouts: timeouts(request.getCustomtimeouts()),
            importID: importId,
            retainOnDelete: request.getRetainondelete(),
            deletedWith: request.getDeletedwith(),
            ignoreChanges: request.getIgnorechangesList(),
            replaceOnChanges: request.getReplaceonchangesList(),
        },
    });
    const response = new messages.RegisterResourceResponse();
    response.setUrn(urn);
    response.setId(importId || (type.startsWith("pulumi:providers:") ? UNKNOWN : ""));
    // The program is given back what it sent, secrets included, and the names that are known now.
    const known = returned(wire);
    for (const key of inputs.__defaults ?? []) known[key] = inputs[key];
    response.setObject(Struct.fromJavaScript(known));
    callback(null, response);
}

function readResource(call, callback) {
    const request = call.request;
    const parent = request.getParent() || rootUrn;
    const urn = urnOf(request.getType(), request.getName(), parent);
    const sent = plain(request.getProperties()?.toJavaScript() ?? {});
    record("read", request, urn, parent, true, sent, [...request.getDependenciesList()].sort(), {
        id: request.getId(), external: true, options: {},
    });
    const response = new messages.ReadResourceResponse();
    response.setUrn(urn);
    response.setProperties(request.getProperties());
    callback(null, response);
}

const list = (value) => (value === undefined ? [] : [value].flat());
const elements = (value) => (list(value).length === 1 ? list(value)[0] : list(value));

// The document that the data source of that name makes.
function policyDocument(args) {
    const statements = list(args.statements).map((statement) => {
        const result = clean({
            Sid: statement.sid, Effect: statement.effect ?? "Allow", Action: elements(statement.actions),
            NotAction: elements(statement.notActions), Resource: elements(statement.resources),
            NotResource: elements(statement.notResources),
        });
        for (const [from, to] of [["principals", "Principal"], ["notPrincipals", "NotPrincipal"]]) {
            for (const { type, identifiers } of list(statement[from])) {
                if (type === "*") result[to] = "*";
                else result[to] = { ...result[to], [type]: elements(identifiers) };
            }
        }
        for (const { test, variable, values } of list(statement.conditions)) {
            result.Condition = { ...result.Condition, [test]: { ...result.Condition?.[test], [variable]: elements(values) } };
        }
        return result;
    });
    return JSON.stringify({ Version: args.version ?? "2012-10-17", Statement: statements }, null, 2);
}

const answers = {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
        accountId: "123456789012", arn: "arn:aws:iam::123456789012:user/preview", userId: "AIDAEXAMPLE",
    }),
    "aws:index/getRegion:getRegion": () => {
        const region = config["aws:region"] ?? "us-east-1";
        return { id: region, name: region, region };
    },
    "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": () => {
        const names = ["a", "b", "c"].map((zone) => `${config["aws:region"] ?? "us-east-1"}${zone}`);
        return { names, zoneIds: names };
    },
    "aws:iam/getPolicyDocument:getPolicyDocument": (args) => {
        const json = policyDocument(args);
        return { json, minifiedJson: JSON.stringify(JSON.parse(json)) };
    },
    "aws:ec2/getAmi:getAmi": () => ({ architecture: "x86_64", imageId: "ami-0a1b2c3d4e5f67890", id: "ami-0a1b2c3d4e5f67890" }),
};

function invoke(call, callback) {
    const args = plain(call.request.getArgs()?.toJavaScript() ?? {});
    const answer = answers[call.request.getTok()]?.(args) ?? {};
    const response = new providerMessages.InvokeResponse();
    response.setReturn(Struct.fromJavaScript({ id: digest(JSON.stringify(args), 10), ...args, ...answer }));
    callback(null, response);
}

function registerPackage(call, callback) {
    const response = new messages.RegisterPackageResponse();
    response.setRef(digest(`${call.request.getName()}@${call.request.getVersion()}`, 32));
    callback(null, response);
}

const FEATURES = new Set(["secrets", "resourceReferences", "outputValues", "deletedWith", "aliasSpecs", "parameterization"]);
function supportsFeature(call, callback) {
    const response = new messages.SupportsFeatureResponse();
    response.setHassupport(FEATURES.has(call.request.getId()));
    callback(null, response);
}

const SEVERITIES = ["debug", "info", "warning", "error"];
function log(call, callback) {
    const severity = SEVERITIES[call.request.getSeverity()];
    if (severity === "debug") return callback(null, new Empty()); // as the CLI leaves them out
    const prefix = severity === "warning" || severity === "error" ? `${severity}: ` : "";
    diagnostics.push(clean({ urn: call.request.getUrn(), message: prefix + call.request.getMessage(), severity }));
    return callback(null, new Empty());
}

function setRootResource(call, callback) {
    rootUrn = call.request.getUrn();
    callback(null, new engineMessages.SetRootResourceResponse());
}

function getRootResource(_, callback) {
    const response = new engineMessages.GetRootResourceResponse();
    response.setUrn(rootUrn);
    callback(null, response);
}

const done = (_, callback) => callback(null, new Empty());

function missing(service, handlers) {
    const all = { ...handlers };
    for (const name of Object.keys(service)) {
        all[name] ??= (_, callback) => callback({ code: grpc.status.UNIMPLEMENTED, details: `${name} is not served` });
    }
    return all;
}

async function serve() {
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
    server.addService(ResourceMonitorService, missing(ResourceMonitorService, {
        supportsFeature, registerResource, readResource, invoke, registerPackage,
        registerResourceOutputs: done, signalAndWaitForShutdown: done,
    }));
    server.addService(EngineService, missing(EngineService, { log, getRootResource, setRootResource }));
    const port = await new Promise((accept, refuse) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, number) => {
            if (error) refuse(error);
            else accept(number);
        });
    });
    return { server, address: `127.0.0.1:${port}` };
}

function run(address) {
    const program = resolve(root, settings.main ?? ".");
    const child = spawn(process.execPath, [
        load.resolve("@pulumi/pulumi/cmd/run"), `--monitor=${address}`, `--engine=${address}`, `--project=${project}`,
        `--stack=${stack}`, "--organization=organization", `--root-directory=${root}`, `--pwd=${root}`, "--dry-run",
        "--parallel=16", program,
    ], {
        cwd: root,
        stdio: "inherit",
        env: {
            ...process.env,
            PULUMI_CONFIG: JSON.stringify(config),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify([...secrets]),
            PULUMI_NODEJS_TYPESCRIPT: "true",
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        },
    });
    return new Promise((accept) => child.on("exit", accept));
}

// The stack first, then by URN.
const inOrder = (a, b) => (b.urn === rootUrn) - (a.urn === rootUrn) || (a.urn < b.urn ? -1 : 1);

function document(duration) {
    if (options.stable) steps.sort(inOrder);
    const changeSummary = {};
    for (const { op } of steps) changeSummary[op] = (changeSummary[op] ?? 0) + 1;
    const shown = Object.entries(config).map(([key, value]) => [key, secrets.has(key) ? "[secret]" : value]);
    return clean({
        config: sorted(Object.fromEntries(shown)), steps, diagnostics,
        duration: options.stable ? undefined : duration, changeSummary,
    });
}

const started = process.hrtime.bigint();
const { server, address } = await serve();
const code = await run(address);
server.forceShutdown();
const text = JSON.stringify(document(Number(process.hrtime.bigint() - started)), null, Number(options.indent));
if (options.out) writeFileSync(options.out, `${text}\n`);
else process.stdout.write(`${text}\n`);
process.exitCode = code ?? 1;
