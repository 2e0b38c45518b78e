import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Looks for secrets in what passes by, and remembers in which place it saw which. */
export interface SecretSearch {
  look(place: string, text: string): void;
  /** In every file of a folder. */
  lookInFiles(place: string, folder: string): void;
  readonly found: ReadonlySet<string>;
}

export function searchForSecrets(secrets: Readonly<Record<string, string>>): SecretSearch {
  const found = new Set<string>();
  const wanted = Object.entries(secrets);
  return {
    found,
    look(place, text) {
      for (const [name, secret] of wanted)
        if (text.includes(secret)) found.add(`the ${name} is in ${place}`);
    },
    lookInFiles(place, folder) {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const path = join(folder, name);
        if (!statSync(path).isFile()) continue;
        const bytes = readFileSync(path);
        for (const [what, secret] of wanted)
          if (bytes.includes(secret)) found.add(`the ${what} is in ${place}`);
      }
    },
  };
}
