import { parseArgs } from "node:util";
import { environment, readPolicyConfig } from "../config.ts";
import { explain, readWish } from "../order/explain.ts";
import { languages, type Language } from "../order/language.ts";
import { readLine } from "../order/order-line.ts";
import type { Person } from "../order/policy.ts";
import { answerToLine } from "../slack/order-line-answer.ts";
import { textsIn } from "../slack/texts.ts";
import { EX_USAGE, Failure, runProgram } from "./run-program.ts";

const COMMAND = "npm run -s policy -- explain";
const USAGE = `What the policy would say, without Slack, Redis or the cloud.

  npm run -s policy -- check
      reads the policy and the price book as the start does, and ends with 78 when the bot would not start with them
  ${COMMAND} --user U0ALICE [--group S0DEVS]… [--standing member|guest|foreign|deactivated]
          [--language en|zh] key=value …
      which rule decides when this person orders that, with the keys of \`/edcps create\`, and who has to approve it;
      ends with 1 when they may not order it

It reads POLICY_FILE and PRICES_FILE, and nothing else.
`;

const standings = [
  "member",
  "guest",
  "foreign",
  "deactivated",
] as const satisfies readonly Person["standing"][];

const options = {
  user: { type: "string" },
  group: { type: "string", multiple: true },
  standing: { type: "string", default: "member" },
  language: { type: "string", default: "en" },
  help: { type: "boolean", default: false },
} as const;

interface Question {
  readonly person: Person;
  readonly language: Language;
  readonly line: string;
  /** What was called, without the line. */
  readonly command: string;
}

type Wanted = "help" | "check" | Question;

function wanted(args: readonly string[]): Wanted {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [what, ...words] = positionals;
  if (values.help) return "help";
  if (what === "check") return what;
  if (what !== "explain") throw wrong(`Say "check" or "explain".`);
  const { user = "", group: groups = [] } = values;
  if (!/^[UW][A-Z0-9]{2,}$/.test(user)) throw wrong("--user must be a user id such as U0ALICE.");
  const unlike = groups.find((group) => !/^S[A-Z0-9]{2,}$/.test(group));
  if (unlike !== undefined) throw wrong("--group must be a user group id such as S0LEADS.");
  const standing = standings.find((one) => one === values.standing);
  if (!standing) throw wrong(`--standing must be one of ${standings.join(", ")}.`);
  const language = languages.find((one) => one === values.language);
  if (!language) throw wrong(`--language must be ${languages.join(" or ")}.`);
  if (words.length === 0)
    throw wrong("Say what is ordered: region=cn-east-tz1 count=2, for example.");
  return {
    person: { userId: user, teamId: "home", standing, groups },
    language,
    line: words.map(quoted).join(" "),
    command: `${COMMAND} ${args.filter((arg) => arg !== what && !words.includes(arg)).join(" ")}`,
  };
}

const wrong = (sentence: string): Failure => new Failure(EX_USAGE, `${sentence}\n\n${USAGE}`);

/** The shell took off the quotes around a value with blanks. */
const quoted = (word: string): string => word.replace(/^([^=\s]+)=(.*\s.*)$/s, '$1="$2"');

/** As Slack would show it, in a terminal. */
const plain = (mrkdwn: string): string =>
  mrkdwn
    .replace(/<@([A-Z0-9]+)>|<!subteam\^([A-Z0-9]+)>/g, "$1$2")
    .replace(/^(• )?\*(.*?)\*/gm, "$1$2")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

function run(): number {
  const what = wanted(process.argv.slice(2));
  if (what === "help") return tell([USAGE.trimEnd()]);
  const { policy, policyFile, prices } = readPolicyConfig(environment());
  if (what === "check")
    return tell([
      `The bot would start with ${policyFile}. Its rules, in the order in which they are asked: ${policy.rules.map(({ name }) => name).join(", ")}.`,
    ]);

  const { person, language, line, command } = what;
  const texts = textsIn[language];
  const has = { sealing: true, limits: policy.limits, prices: prices !== undefined };
  const read = readLine(line, has);
  if (read.mistakes.length > 0)
    throw new Failure(EX_USAGE, plain(answerToLine(read, texts, command)));
  const wish = readWish(policy, read.answers, has, prices);
  if (!wish.ok) throw new Failure(EX_USAGE, plain(texts.explained.unsaid(wish.unsaid)));
  const explanation = explain(policy, person, wish.wish);
  tell(texts.explained.wish(explanation, person.userId, line).map(plain));
  return explanation.verdict.ok ? 0 : 1;
}

function tell(lines: readonly string[]): 0 {
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

await runProgram(run);
