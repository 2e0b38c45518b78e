/** The people and places the simulator starts with. Pass another `World` to `startSlack` for another workspace. */

export interface WorldPerson {
  id: string;
  name: string;
  realName: string;
  teamId: string;
  locale: string;
  tz: string;
  tzLabel: string;
  /** Seconds east of UTC. */
  tzOffset: number;
  email: string;
  isAdmin?: boolean;
  isOwner?: boolean;
  /** A guest; with `isUltraRestricted`, a guest of a single channel. */
  isRestricted?: boolean;
  isUltraRestricted?: boolean;
  isBot?: boolean;
  deleted?: boolean;
}

export interface WorldGroup {
  id: string;
  name: string;
  handle: string;
  users: string[];
  disabled?: boolean;
}

export interface WorldChannel {
  id: string;
  name: string;
  kind: "public" | "private" | "im" | "mpim";
  members: string[];
  creator: string;
  archived?: boolean;
  /** The other workspaces that share the channel. */
  sharedWith?: string[];
}

interface WorldTeam {
  id: string;
  name: string;
  domain: string;
}

export interface World {
  team: WorldTeam;
  otherTeams: WorldTeam[];
  app: {
    id: string;
    botId: string;
    botUserId: string;
    name: string;
    botScopes: string[];
    appScopes: string[];
    homeTabEnabled: boolean;
    /** The events that the app subscribes to: no other is sent. */
    botEvents: string[];
  };
  people: WorldPerson[];
  groups: WorldGroup[];
  channels: WorldChannel[];
}

const chicago = { tz: "America/Chicago", tzLabel: "Central Standard Time", tzOffset: -21_600 };
const shanghai = { tz: "Asia/Shanghai", tzLabel: "China Standard Time", tzOffset: 28_800 };
const home = { teamId: "T0ACME001", locale: "en-US", ...chicago };

export function acmeWorld(): World {
  return {
    team: { id: "T0ACME001", name: "Acme", domain: "acme" },
    otherTeams: [{ id: "T0OTHER01", name: "Other", domain: "other" }],
    app: {
      id: "A0BOT0001",
      botId: "B0BOT0001",
      botUserId: "U0BOTUSR1",
      name: "edcps",
      botScopes: [
        "commands",
        "chat:write",
        "users:read",
        "usergroups:read",
        "channels:history",
        "groups:history",
        "im:history",
        "im:write",
      ],
      appScopes: ["connections:write"],
      homeTabEnabled: true,
      botEvents: ["app_home_opened"],
    },
    people: [
      {
        ...home,
        id: "U0ALICE01",
        name: "alice",
        realName: "Alice Archer",
        email: "alice@acme.example",
      },
      {
        ...home,
        id: "U0BOB0001",
        name: "bob",
        realName: "Bob Baker",
        email: "bob@acme.example",
        isAdmin: true,
      },
      {
        ...home,
        id: "U0CAROL01",
        name: "carol",
        realName: "Carol Chen",
        email: "carol@acme.example",
      },
      {
        ...home,
        id: "U0MALLORY",
        name: "mallory",
        realName: "Mallory Moss",
        email: "mallory@acme.example",
      },
      {
        ...home,
        ...shanghai,
        id: "U0LILEI01",
        name: "lilei",
        realName: "李雷",
        email: "lilei@acme.example",
        locale: "zh-CN",
      },
      {
        ...home,
        id: "U0GUEST01",
        name: "guest",
        realName: "Gus Guest",
        email: "gus@guest.example",
        isRestricted: true,
      },
      {
        ...home,
        id: "U0FOREIGN",
        name: "fred",
        realName: "Fred Foreign",
        email: "fred@other.example",
        teamId: "T0OTHER01",
      },
      { ...home, id: "U0BOTUSR1", name: "edcps", realName: "edcps", email: "", isBot: true },
    ],
    groups: [
      { id: "S0LEADS01", name: "Leads", handle: "leads", users: ["U0BOB0001", "U0CAROL01"] },
    ],
    channels: [
      {
        id: "C0APPROVALS",
        name: "approvals",
        kind: "public",
        members: ["U0ALICE01", "U0BOB0001", "U0CAROL01", "U0MALLORY", "U0LILEI01", "U0BOTUSR1"],
        creator: "U0BOB0001",
      },
      {
        id: "C0OPS0001",
        name: "ops",
        kind: "public",
        members: [
          "U0ALICE01",
          "U0BOB0001",
          "U0CAROL01",
          "U0MALLORY",
          "U0LILEI01",
          "U0GUEST01",
          "U0BOTUSR1",
        ],
        creator: "U0BOB0001",
      },
      {
        id: "C0BUILD01",
        name: "build",
        kind: "public",
        members: ["U0ALICE01", "U0BOB0001"],
        creator: "U0ALICE01",
      },
      {
        id: "G0SECRET1",
        name: "secret",
        kind: "private",
        members: ["U0ALICE01", "U0CAROL01"],
        creator: "U0CAROL01",
      },
      {
        id: "C0SHARED1",
        name: "shared",
        kind: "public",
        members: ["U0ALICE01", "U0BOB0001", "U0FOREIGN", "U0BOTUSR1"],
        creator: "U0BOB0001",
        sharedWith: ["T0OTHER01"],
      },
    ],
  };
}
