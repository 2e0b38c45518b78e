import { compose } from "./compose.ts";
import {
  ConfigError,
  EX_CONFIG,
  environment,
  readConfig,
  redisPassword,
  type Config,
} from "./config.ts";
import { createLog } from "./log.ts";

function configure(): Config {
  try {
    return readConfig(environment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EX_CONFIG);
  }
}

const config = configure();
const { slack, cloud, encryptionKey } = config;
const log = createLog({
  logLevel: config.logLevel,
  secrets: [
    slack.botToken,
    slack.receive.mode === "http" ? slack.receive.signingSecret : slack.receive.appToken,
    cloud.accessKey,
    cloud.secretKey,
    // As it stands in the address, and as it is sent.
    ...config.redis.urls.flatMap((url) => [new URL(url).password, redisPassword(url)]),
    encryptionKey ? Buffer.from(encryptionKey).toString("base64") : "",
  ],
});

// A promise that some library forgot must not end a process that has orders in hand.
process.on("unhandledRejection", (reason) =>
  log.error(
    { error: reason instanceof Error ? reason.stack : String(reason) },
    "A rejection was not handled.",
  ),
);

const bot = compose(config, log);
let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1); // a second signal means now
    stopping = true;
    log.info({ signal }, "Stopping.");
    bot.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, "The stop did not go as it should.");
        process.exit(1);
      },
    );
  });
}

try {
  await bot.start();
} catch (error) {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EX_CONFIG);
  }
  log.fatal(
    { error: error instanceof Error ? error.message : String(error) },
    "The bot could not start.",
  );
  process.exit(1);
}
