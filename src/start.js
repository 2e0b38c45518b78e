// What starts the bot. In JavaScript, for what strips types from TypeScript takes long to load and is kept as well.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Half of a start would be compiling what was compiled for the last one. The folder is one that only the program's owner
// can write to. Where nobody can, nothing is kept; NODE_COMPILE_CACHE names another folder.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/edcps-bot", import.meta.url)));

// Not a static import: those are compiled before the first line here runs.
await import("./main.ts");
