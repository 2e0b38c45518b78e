import type { EdcpsClient, EdcpsRequest } from "../../../src/edcps/client.ts";

export type Asked = Omit<EdcpsRequest<unknown>, "result">;

/** A client whose cloud is a function: it answers with the `result` of the envelope, read with the request's schema. */
export function cannedClient(
  answer: (request: Asked, nth: number) => unknown,
): EdcpsClient & { asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    async call({ result, ...request }) {
      asked.push(request);
      return {
        result: result.parse(await answer(request, asked.length)),
        requestId: `req-${asked.length}`,
      };
    },
    close: () => Promise.resolve(),
  };
}
