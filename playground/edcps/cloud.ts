import type { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Gate } from "./authenticate.ts";
import { type FaultBook, faultBook } from "./faults.ts";
import { settle } from "./instances.ts";
import {
  clearLedger,
  type CloudEvents,
  newLedger,
  type Purchase,
  type RequestEntry,
} from "./ledger.ts";
import type { CloudInstance } from "./models.ts";
import { isOperation } from "./operations.ts";
import { serve, type Server } from "./serve.ts";
import { type CloudState, timestamp } from "./state.ts";
import { type CloudWorld, demoWorld } from "./world.ts";

export interface CloudOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  world?: CloudWorld;
  accessKey?: string;
  secretKey?: string;
  /** Milliseconds since the epoch; drives signatures, times and transitions. */
  now?: () => number;
  /** How long a server stays in a transition such as `creating`, in milliseconds. Default 25. */
  bootMs?: number;
}

export interface Cloud {
  /** `http://127.0.0.1:PORT`, without `/v1`. */
  url: string;
  accessKey: string;
  secretKey: string;
  /** One entry per executed createInstances. */
  purchases: Purchase[];
  /** Copies of the servers as they are now, of one region or of all. */
  instances: (region?: string) => CloudInstance[];
  /** The last 5,000 requests, oldest first. */
  requests: RequestEntry[];
  /** Sentences about what a careful client would not have done. */
  violations: string[];
  events: EventEmitter<CloudEvents>;
  faults: Pick<FaultBook, "set" | "add" | "clear">;
  /** Mutable: what is sold out, in stock or free is whatever stands here when a request comes. */
  world: CloudWorld;
  /** Overwrites fields of a server as they are shown, for instance its status or `charge`. Ends its transition. */
  amend: (instanceId: string, fields: Partial<CloudInstance>) => void;
  /** Forgets every client token, as a cloud with a short memory would. */
  forgetClientTokens: () => void;
  /** Back to the start: world, servers, ledger, faults, nonces. Listeners and hung requests stay. */
  reset: () => void;
  stop: () => Promise<void>;
}

function newState(options: CloudOptions): CloudState {
  const { world = demoWorld(), now = Date.now, bootMs = 25 } = options;
  return {
    world,
    now,
    bootMs,
    instances: new Map(),
    elasticIps: new Map(world.elasticIps.map((each) => [each.elasticIpId, structuredClone(each)])),
    aliasIps: [],
    ledger: newLedger(),
    counter: 0,
  };
}

/** Starts a pretend cloud on the loopback interface. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { accessKey = "PRETENDACCESSKEY", secretKey = "pretend-secret-key" } = options;
  const state = newState(options);
  const pristine = structuredClone(state.world);
  const gate: Gate = { accessKey, secretKey, now: state.now, nonces: new Map() };
  const faults = faultBook(isOperation);
  const stopping = new AbortController();
  const server: Server = { state, gate, rate: { minute: 0, count: 0 }, faults, stopping };
  const http = createServer((request, response) => {
    serve(server, request, response).catch(() => response.destroy());
  });
  // The default of 5 seconds would now and then close a connection just as a client takes it up again.
  http.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = http.address() as AddressInfo;
  const { ledger } = state;

  return {
    url: `http://127.0.0.1:${port}`,
    accessKey,
    secretKey,
    purchases: ledger.purchases,
    requests: ledger.requests,
    violations: ledger.violations,
    events: ledger.events,
    faults,
    world: state.world,
    instances(region) {
      settle(state);
      const all = [...state.instances.values()].map((each) => structuredClone(each.shown));
      return region === undefined ? all : all.filter((each) => each.region === region);
    },
    amend(instanceId, fields) {
      const stored = state.instances.get(instanceId);
      if (!stored) throw new Error(`There is no instance "${instanceId}".`);
      Object.assign(stored.shown, fields, { updateTime: timestamp(state.now()) });
      stored.next = undefined;
    },
    forgetClientTokens() {
      ledger.outcomes.clear();
    },
    reset() {
      Object.assign(state.world, structuredClone(pristine));
      state.instances.clear();
      state.elasticIps = new Map(
        pristine.elasticIps.map((each) => [each.elasticIpId, structuredClone(each)]),
      );
      state.aliasIps = [];
      state.counter = 0;
      server.rate.count = 0;
      gate.nonces.clear();
      faults.clear();
      clearLedger(ledger);
    },
    async stop() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => {
        http.close(() => resolve());
      });
      http.closeAllConnections();
      await closed;
    },
  };
}
