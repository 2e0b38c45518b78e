import { ConfigError, EX_CONFIG } from "../config.ts";

/** Of sysexits.h: the program was called wrongly; a service that it needs is not there. */
export const EX_USAGE = 64;
export const EX_UNAVAILABLE = 69;

/** What is written to stderr, and the code to end with. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, sentence: string) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** Runs a program that ends with the code it returns. What is no failure that it knows of is thrown. */
export async function runProgram(program: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (error) {
    // Whoever reads no further, as `head` does, has what they wanted.
    if (error instanceof Error && "code" in error && error.code === "EPIPE") return;
    if (!(error instanceof Failure) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof Failure ? error.exitCode : EX_CONFIG;
  }
}
