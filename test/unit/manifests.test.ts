import { WebClient } from "@slack/web-api";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { acmeWorld } from "../../playground/slack/world.ts";
import { METHODS } from "../../playground/slack/web-methods.ts";
import { runCommand, type CommandPorts } from "../../src/slack/command.ts";
import { COMMAND } from "../../src/slack/listeners.ts";
import { readerIn } from "../../src/slack/reader.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

const shape = z.looseObject({
  _metadata: z.strictObject({ major_version: z.literal(2) }),
  display_information: z.looseObject({ long_description: z.string() }),
  features: z.looseObject({
    app_home: z.looseObject({}),
    bot_user: z.looseObject({ display_name: z.string() }),
    slash_commands: z.array(
      z.looseObject({ command: z.string(), usage_hint: z.string(), url: z.string().optional() }),
    ),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.looseObject({
    event_subscriptions: z.strictObject({
      request_url: z.string().optional(),
      bot_events: z.array(z.string()),
    }),
    interactivity: z.looseObject({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});

/** Group messages are left out: nobody can add a bot to one that exists. */
const HISTORY = ["channels:history", "groups:history", "im:history"] as const;

/** What Slack asks for each Web API method that the bot calls, and what the bot calls it for. */
const SCOPE_OF: Readonly<Record<string, string | readonly string[] | undefined>> = {
  "auth.test": undefined, // which workspace and bot this is; readiness
  "bots.info": "users:read", // which app this is, so that requests of another one are refused
  "chat.postEphemeral": "chat:write", // tells one person why their click changed nothing
  // Cards and results; a person's id as the channel posts to the app's Messages tab with this scope alone:
  // https://docs.slack.dev/reference/methods/chat.postMessage#app_home
  "chat.postMessage": "chat:write",
  "chat.update": "chat:write", // cards show what became of the order
  // Whether a message stands whose answer was lost: one scope for each kind of place.
  "conversations.history": HISTORY,
  "conversations.open": "im:write", // under which id a person's direct messages are read
  "conversations.replies": HISTORY,
  "usergroups.users.list": "usergroups:read", // who is in the policy's groups
  "users.info": "users:read", // whether somebody is a guest, deactivated or of another workspace; their language
  "views.publish": undefined, // everybody's home tab
  "views.open": undefined, // a form is opened with the trigger of a gesture
  "views.push": undefined, // above another one
  "views.update": undefined,
};
/** The same of what is called with the app-level token, whose scopes stand in no manifest. */
const SCOPE_OF_APP_LEVEL: typeof SCOPE_OF = {
  "apps.connections.open": "connections:write", // an address for Socket Mode
};
/** What a feature of the manifest asks for by itself. */
const SCOPE_OF_COMMANDS = "commands";

/** Every method that the Web API client has, as `family.method`. */
function methodsOf(client: object, path: readonly string[] = []): string[] {
  return Object.entries(client).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === "function") return path.length > 0 ? [[...path, name].join(".")] : [];
    const isFamily = Object.getPrototypeOf(value ?? 0) === Object.prototype;
    return isFamily && typeof value === "object" && value !== null && path.length < 3
      ? methodsOf(value, [...path, name])
      : [];
  });
}

const sources = globSync("src/**/*.ts", { cwd: ROOT })
  .map((file) => read(file))
  .join("\n");
/** Chains that were broken into lines stand in one piece here. */
const chains = sources.replaceAll(/\s*\??\.\s*(?=[a-z])/gi, ".");
const known = methodsOf(new WebClient()).toSorted((a, b) => b.length - a.length);
const calledMethods = [
  ...new Set(
    [...chains.matchAll(/[\w.]+(?=\()/g)]
      .map(([chain]) => known.find((method) => chain.endsWith(`.${method}`))) // the longest: usergroups.users.list
      .filter((method) => method !== undefined),
  ),
].toSorted();

const files = ["manifests/http.json", "manifests/socket-mode.json"] as const;
const manifestIn = (file: (typeof files)[number]) => shape.parse(JSON.parse(read(file)));

describe("the Web API methods that src calls", () => {
  test("are those of the table, each with the scope that it needs", () => {
    expect(calledMethods).toEqual(Object.keys({ ...SCOPE_OF, ...SCOPE_OF_APP_LEVEL }).toSorted());
  });

  test("are called by name, so that this test can find them", () => {
    expect(chains).not.toMatch(/(?<!super)\.(apiCall|paginate|filesUploadV2|chatStream)\(/);
  });

  test.each(calledMethods)("%s needs in the simulated Slack what it needs in the table", (name) => {
    const simulated = Object.entries(METHODS).find(([method]) => method === name)?.[1];
    const scopes = [SCOPE_OF[name] ?? SCOPE_OF_APP_LEVEL[name] ?? []].flat();
    if (typeof simulated?.scopes === "function") expect(scopes.length).toBeGreaterThan(0); // it depends on the place, see the tests of the simulated Slack
    else expect(simulated?.scopes).toEqual(scopes);
  });
});

describe.each(files)("%s", (file) => {
  const manifest = manifestIn(file);
  const { features, settings } = manifest;
  const http = file === "manifests/http.json";

  test("asks for the scopes that the bot needs and for no other", () => {
    const needed = calledMethods.flatMap((method) => SCOPE_OF[method] ?? []);
    expect(manifest.oauth_config.scopes.bot).toEqual(
      [...new Set([SCOPE_OF_COMMANDS, ...needed])].toSorted(),
    );
  });

  test("has the one command that the bot listens to", () => {
    const listened = [...chains.matchAll(/\bapp\.command\((.+?),/g)].map(([, name]) => name);
    expect(listened).toEqual(["COMMAND"]);
    expect(features.slash_commands.map(({ command }) => command)).toEqual([COMMAND]);
  });

  test("names every subcommand in the usage hint", async () => {
    const nobody = { userId: "U0NOBODY", teamId: "T0NOWHERE" };
    const help = await runCommand({} as CommandPorts, "help", {
      by: nobody,
      channel: "C0NOWHERE",
      triggerId: "",
      reader: readerIn("en"),
    });
    const shown = (help?.text ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    const typed = [...shown.matchAll(/^`\/edcps (.+?)`/gm)].map(([, words]) => words);
    expect(typed.length).toBeGreaterThan(3);
    expect(features.slash_commands[0]?.usage_hint.split(" | ")).toEqual(typed);
  });

  test("leaves what people type as they typed it", () => {
    expect(features.slash_commands[0]).toMatchObject({ should_escape: false });
  });

  test("subscribes to the events that the bot listens to", () => {
    const listened = [...chains.matchAll(/\bapp\.event\("(\w+)"/g)].map(([, name]) => name);
    expect(listened).toEqual(["app_home_opened"]);
    expect(settings.event_subscriptions.bot_events).toEqual(listened);
    expect(chains.match(/\bapp\.event\(/g)).toHaveLength(listened.length);
    expect(chains).not.toMatch(/\bapp\.(message|shortcut|function|assistant)\(/);
    expect(features).not.toHaveProperty("shortcuts");
  });

  test("lets the bot write direct messages, and fill the home tab", () => {
    expect(calledMethods).toContain("views.publish");
    expect(features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
  });

  test("asks for what the pretend Slack of the tests gives, and for nothing more", () => {
    const { app } = acmeWorld();
    expect(app.botScopes.toSorted()).toEqual(manifest.oauth_config.scopes.bot.toSorted());
    expect(app.botEvents).toEqual(settings.event_subscriptions.bot_events);
    expect(app.homeTabEnabled).toBe(features.app_home["home_tab_enabled"]);
  });

  test("sends every request over https to the path on which the bot listens", () => {
    const [, path] = /\bendpoints: "(.+?)"/.exec(sources) ?? [];
    const url = `https://YOUR-HOST${path ?? ""}`;
    expect(path).toBe("/slack/events");
    expect(settings.socket_mode_enabled).toBe(!http);
    expect(features.slash_commands[0]?.url).toBe(http ? url : undefined);
    expect(settings.event_subscriptions.request_url).toBe(http ? url : undefined);
    expect(settings.interactivity).toEqual({
      is_enabled: true,
      ...(http ? { request_url: url, message_menu_options_url: url } : {}),
    });
    expect(read(file)).not.toContain("http://");
  });

  test("has a bot name of letters that Slack takes", () => {
    expect(features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
  });

  test("holds no secret", () => {
    expect(read(file)).not.toMatch(/xox[a-z]-|xapp-|[0-9a-f]{32}|T0[A-Z0-9]{6}|A0[A-Z0-9]{6}/);
  });
});

test("the two manifests differ in nothing but the way in which requests arrive", () => {
  const [http, socket] = files.map(manifestIn);
  const [command] = http?.features.slash_commands ?? [];
  delete command?.url;
  expect({
    ...http,
    settings: {
      ...http?.settings,
      event_subscriptions: { bot_events: http?.settings.event_subscriptions.bot_events },
      interactivity: { is_enabled: true },
      socket_mode_enabled: true,
    },
  }).toEqual(socket);
});

describe("Slack's own schema of manifests", () => {
  const folder = new URL("../shared/reference/slack-manifest-schema/", ROOT);
  const schemas = existsSync(folder) ? folder : undefined;

  test.for(files)("takes %s", (file, { skip }) => {
    if (!schemas) return skip("the schema is not beside this repository");
    const schemaIn = (name: string): object =>
      JSON.parse(readFileSync(new URL(name, schemas), "utf8")) as object;
    const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
    for (const name of ["manifest.schema.1.0.0.json", "manifest.schema.2.0.0.json"])
      ajv.addSchema(schemaIn(name), name);
    const validate = ajv.compile(schemaIn("manifest.schema.json"));
    validate(JSON.parse(read(file)));
    expect(validate.errors).toBeNull();
    expect(validate({ _metadata: { major_version: 2 }, display_information: {} })).toBe(false);
  });
});
