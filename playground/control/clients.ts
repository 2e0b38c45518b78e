/** What Slack's clients keep and its API never tells: how far somebody read, what they dismissed, which gesture failed. */

interface Notice {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
}

export interface Clients {
  read(user: string, channel: string, ts: string): void;
  readUpTo(user: string, channel: string): string;
  dismiss(user: string, ts: string): void;
  isDismissed(user: string, ts: string): boolean;
  /** Shows a line of Slack's own, to this person alone. */
  tell(user: string, channel: string, text: string): void;
  told(user: string, channel: string): readonly Notice[];
  /** Marks the place of a failed gesture, or takes the mark away. */
  mark(user: string, place: string, trouble: string | undefined): void;
  troubleAt(user: string, place: string): string | undefined;
  reset(): void;
}

export function makeClients(now: () => number = Date.now): Clients {
  const reads = new Map<string, string>();
  const dismissed = new Set<string>();
  const troubles = new Map<string, string>();
  let notices: Notice[] = [];
  let last = 0;
  const stamp = (): string => {
    last = Math.max(last + 1, now() * 1_000);
    return (last / 1_000_000).toFixed(6);
  };
  return {
    read(user, channel, ts) {
      const key = `${user} ${channel}`;
      if (ts > (reads.get(key) ?? "")) reads.set(key, ts);
    },
    readUpTo: (user, channel) => reads.get(`${user} ${channel}`) ?? "",
    dismiss: (user, ts) => void dismissed.add(`${user} ${ts}`),
    isDismissed: (user, ts) => dismissed.has(`${user} ${ts}`),
    tell(user, channel, text) {
      notices = [...notices.slice(-200), { user, channel, ts: stamp(), text }];
    },
    told: (user, channel) =>
      notices.filter((notice) => notice.user === user && notice.channel === channel),
    mark(user, place, trouble) {
      if (trouble === undefined) troubles.delete(`${user} ${place}`);
      else troubles.set(`${user} ${place}`, trouble);
    },
    troubleAt: (user, place) => troubles.get(`${user} ${place}`),
    reset() {
      reads.clear();
      dismissed.clear();
      troubles.clear();
      notices = [];
    },
  };
}
