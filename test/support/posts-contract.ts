import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Post, PostName, Posting, Posts } from "../../src/workflow/ports.ts";

export interface PostsUnderTest {
  readonly posts: Posts;
  close?(): Promise<void>;
}

const post = (version: number, ts = "1700000000.000100"): Post => ({
  channel: "C0APPROVALS",
  ts,
  version,
});

const posting: Posting = {
  channel: "C0APPROVALS",
  thread: "1700000000.000100",
  version: 2,
  since: "2026-11-22T08:00:00.000Z",
};

/** What every memory of posted messages holds to. `factory` makes one that is empty, for each test anew. */
export function postsContract(name: string, factory: () => Promise<PostsUnderTest>): void {
  describe(`${name} as a memory of posted messages`, () => {
    let under: PostsUnderTest;
    let posts: Posts;

    const known = async (orderId: string, name: PostName) =>
      (await posts.of(orderId)).get(name) ?? {};

    beforeEach(async () => {
      under = await factory();
      ({ posts } = under);
    });
    afterEach(async () => {
      await under.close?.();
    });

    it("knows of no message at first", async () => {
      expect(await known("K7M4Q9", "card")).toEqual({});
    });

    it("remembers where a message stands and what it shows", async () => {
      await posts.record("K7M4Q9", "card", post(1));
      expect(await known("K7M4Q9", "card")).toEqual({ post: post(1) });
    });

    it.each([
      "1000000000.000000",
      "1999999999.000001",
      "9999999999.999999",
      "0000000001.000001",
      "1",
    ])("remembers to the letter that a message, and what it goes under, is %s", async (ts) => {
      const under = { ...posting, thread: ts };
      const { thread: _, ...alone } = posting;
      await posts.record("K7M4Q9", "card", post(1, ts));
      await posts.begin("K7M4Q9", "story", under);
      await posts.begin("K7M4Q9", "result-2", alone);
      expect(await known("K7M4Q9", "card")).toEqual({ post: post(1, ts) });
      expect(await known("K7M4Q9", "story")).toEqual({ posting: under });
      expect(await known("K7M4Q9", "result-2")).toEqual({ posting: alone });
    });

    it("keeps what was recorded last", async () => {
      await posts.record("K7M4Q9", "card", post(1));
      await posts.record("K7M4Q9", "card", post(2, "1700000000.000200"));
      expect(await known("K7M4Q9", "card")).toEqual({ post: post(2, "1700000000.000200") });
    });

    it("tells the messages of an order and of different orders apart", async () => {
      await posts.record("K7M4Q9", "card", post(1));
      await posts.record("K7M4Q9", "result-2", post(2));
      await posts.record("AAAAAA", "card", post(3));
      expect(await known("K7M4Q9", "card")).toEqual({ post: post(1) });
      expect(await known("K7M4Q9", "result-2")).toEqual({ post: post(2) });
      expect(await known("K7M4Q9", "result-3")).toEqual({});
      expect(await known("K7M4Q9", "announcement-2")).toEqual({});
      expect(await known("AAAAAA", "card")).toEqual({ post: post(3) });
    });

    it("knows of a message that was begun, beside what stood there before", async () => {
      await posts.begin("K7M4Q9", "card", posting);
      expect(await known("K7M4Q9", "card")).toEqual({ posting });
      expect(await known("K7M4Q9", "result-2")).toEqual({});
      await posts.record("K7M4Q9", "story", post(1));
      await posts.begin("K7M4Q9", "story", posting);
      expect(await known("K7M4Q9", "story")).toEqual({ post: post(1), posting });
    });

    it("keeps the last beginning", async () => {
      await posts.begin("K7M4Q9", "card", posting);
      await posts.begin("K7M4Q9", "card", { ...posting, version: 3 });
      expect(await known("K7M4Q9", "card")).toEqual({ posting: { ...posting, version: 3 } });
    });

    it("has nothing begun any more once the message stands, or certainly does not", async () => {
      await posts.begin("K7M4Q9", "card", posting);
      await posts.record("K7M4Q9", "card", post(2));
      expect(await known("K7M4Q9", "card")).toEqual({ post: post(2) });
      await posts.begin("K7M4Q9", "card", posting);
      await posts.notPosted("K7M4Q9", "card");
      expect(await known("K7M4Q9", "card")).toEqual({ post: post(2) });
    });

    it("runs work on a message and says that it is done", async () => {
      let ran = false;
      const said = await posts.exclusively("K7M4Q9", async () => {
        await posts.record("K7M4Q9", "card", post(1));
        ran = true;
      });
      expect([said, ran]).toEqual(["done", true]);
    });

    it("answers busy, and runs nothing, while somebody else holds the message", async () => {
      let ran = false;
      let second: string | undefined;
      await posts.exclusively("K7M4Q9", async () => {
        second = await posts.exclusively("K7M4Q9", async () => {
          await Promise.resolve();
          ran = true;
        });
      });
      expect([second, ran]).toEqual(["busy", false]);
    });

    it("lets one of many in who come at once", async () => {
      let running = 0;
      let most = 0;
      const said = await Promise.all(
        Array.from({ length: 5 }, () =>
          posts.exclusively("K7M4Q9", async () => {
            running += 1;
            most = Math.max(most, running);
            await known("K7M4Q9", "card");
            running -= 1;
          }),
        ),
      );
      expect(most).toBe(1);
      expect(said).toContain("done");
    });

    it("lets others work on other orders meanwhile", async () => {
      const said: string[] = [];
      const nothing = async (): Promise<void> => Promise.resolve();
      await posts.exclusively("K7M4Q9", async () => {
        said.push(await posts.exclusively("AAAAAA", nothing));
      });
      expect(said).toEqual(["done"]);
    });

    it("gives the message free when the work is done", async () => {
      await posts.exclusively("K7M4Q9", async () => Promise.resolve());
      expect(await posts.exclusively("K7M4Q9", async () => Promise.resolve())).toBe("done");
    });

    it("passes on how the work failed, and gives the message free", async () => {
      const failure = new Error("Slack is away");
      await expect(posts.exclusively("K7M4Q9", () => Promise.reject(failure))).rejects.toBe(
        failure,
      );
      expect(await posts.exclusively("K7M4Q9", async () => Promise.resolve())).toBe("done");
    });

    it("does not give free what somebody else holds when it was busy", async () => {
      const said: string[] = [];
      const nothing = async (): Promise<void> => Promise.resolve();
      await posts.exclusively("K7M4Q9", async () => {
        said.push(await posts.exclusively("K7M4Q9", nothing));
        said.push(await posts.exclusively("K7M4Q9", nothing));
      });
      expect(said).toEqual(["busy", "busy"]);
    });
  });
}
