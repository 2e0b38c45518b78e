# Built here, with what only development needs: the bot in a few files, with all packages in them.
FROM node:24-slim AS build

WORKDIR /app

# No package's install script runs: what is built needs none of what they would fetch or make.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

COPY src ./src
COPY scripts/build.ts ./scripts/build.ts
RUN node scripts/build.ts

# The bot as it runs: Node and what was built, no packages.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

COPY --from=build /app/dist ./

# Inside the container the health pages must be reachable from the published port too.
ENV ADMIN_HOST=0.0.0.0
EXPOSE 3000 3001

# All files belong to root, so the bot cannot change its own program.
USER node

HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT || 3001}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# The allocator keeps what is free in two places instead of one for each thread: some 10 MiB less.
ENV MALLOC_ARENA_MAX=2

# With the two limits the bot holds half of the memory: 16 MiB for what is new (Node would take up to 64 here), and 768 MiB
# for all that stays. It never comes near them, but the smaller the second, the sooner V8 looks for what nobody needs any
# more: here whenever half as much has been added, instead of up to four times as much. (--heap-growing-percent=50 says so
# directly, and makes Node compile its own modules anew at each start.) With 8 MiB for what is new it would hold 15 MiB
# less, and a form drawn again would cost almost half as much processor time more.
#
# Without a shell in between, so that SIGTERM arrives at node and the bot finishes what it has in hand.
CMD ["node", "--max-semi-space-size=16", "--max-old-space-size=768", "main.js"]
