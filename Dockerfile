# The bot as it runs: Node itself strips the types, so nothing is built here.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

# No package's install script runs: the only one (msgpackr-extract) would replace a binary that comes ready-made.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

# The second is what `npm run audit` and `npm run policy` look with whether anything is missing.
COPY src ./src
COPY scripts/setup.mjs ./scripts/setup.mjs

# Inside the container the health pages must be reachable from the published port too.
ENV ADMIN_HOST=0.0.0.0
EXPOSE 3000 3001

# All files belong to root, so the bot cannot change its own program.
USER node

HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT || 3001}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# The allocator keeps what is free in two places instead of one for each thread: some 10 MiB less.
ENV MALLOC_ARENA_MAX=2

# With the two limits the bot holds half of the memory: 8 MiB for what is new (Node would take up to 64 here), and a look
# for what nobody needs any more whenever half as much has been added (instead of up to four times as much).
#
# Without a shell in between, so that SIGTERM arrives at node and the bot finishes what it has in hand.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=50", "src/start.js"]
