import { fileURLToPath } from "node:url";
import { build } from "vite";

export interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** Builds the page into memory: nothing is written, nothing is fetched, and what is served does not change meanwhile. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const built = await build({
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: "silent",
    root: fileURLToPath(new URL("../page/", import.meta.url)),
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
    },
  });
  const outputs = [built].flat().flatMap((each) => ("output" in each ? each.output : []));
  return new Map(
    outputs.map((file) => [
      file.fileName === "index.html" ? "/" : `/${file.fileName}`,
      {
        type: TYPES[file.fileName.split(".").at(-1) ?? ""] ?? "application/octet-stream",
        body: file.type === "chunk" ? file.code : file.source,
      },
    ]),
  );
}
