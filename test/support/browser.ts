import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { startControl } from "../../playground/control/control-server.ts";
import { startWorld, type World, type WorldOptions } from "../../playground/start-world.ts";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];

/** Debian's browser; `node scripts/setup.mjs chromium` brings it where it is missing. */
function chromiumPath(): string {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter))
    for (const program of PROGRAMS) {
      const path = join(folder, program);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not in this folder
      }
    }
  throw new Error(
    "There is no chromium on the PATH. This line installs it: node scripts/setup.mjs chromium",
  );
}

const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--disable-dev-shm-usage",
    ],
  });

/** The whole playground behind a page, and a browser to look at it. */
export interface Visit {
  readonly world: World;
  readonly url: string;
  readonly browser: Browser;
  /** Every request that any page made to another host: there must be none. */
  readonly strangers: readonly string[];
  /** What the pages said on their consoles that is worth a complaint. */
  readonly complaints: readonly string[];
  /** A window of its own, as this person, in this conversation. */
  open(as: string, place: string, options?: BrowserContextOptions): Promise<Page>;
  /** Every window keeps drawing what happens; those of an earlier test only slow the next one down. */
  closeWindows(): Promise<void>;
  stop(): Promise<void>;
}

export async function visitPlayground(options: WorldOptions = {}): Promise<Visit> {
  const mode = options.mode ?? "http";
  const world = await startWorld({ ...options, mode });
  const browser = await openBrowser();
  const control = await world
    .start()
    .then(() => startControl(world, { mode }))
    .catch(async (error: unknown) => {
      // Nothing may be left running behind a test that could not begin.
      await browser.close();
      await world.stop();
      throw error;
    });
  const strangers: string[] = [];
  const complaints: string[] = [];
  return {
    world,
    url: control.url,
    browser,
    strangers,
    complaints,
    async open(as, place, given = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: "reduce",
        ...given,
      });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      page.on("request", (request) => {
        if (!request.url().startsWith(control.url)) strangers.push(request.url());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning")
          complaints.push(message.text());
      });
      await page.goto(`${control.url}/?as=${as}&in=${place}`);
      await page.getByRole("main").waitFor();
      return page;
    },
    async closeWindows() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async stop() {
      await browser.close();
      await control.stop();
      await world.stop();
    },
  };
}
