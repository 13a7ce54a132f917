# The bot as it runs in production. Node runs the TypeScript itself, so nothing is built.
#
#   docker build -t orderly .
#   docker run --init --env-file .env -v orderly-data:/data -p 8080:8080 orderly
FROM node:24-slim

# The C library (glibc) keeps what image decoders free, each thread for itself, unless it is told from when on to give it back.
ENV NODE_ENV=production \
    DATA_DIR=/data \
    NODE_COMPILE_CACHE=/home/node/.cache/node-compile \
    MALLOC_TRIM_THRESHOLD_=131072

WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force
COPY . .

# The database and the evidence; the folder belongs to the user before the volume takes over its owner.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node

EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "const port = process.env.PORT || '8080'; if (port !== 'off') fetch(`http://127.0.0.1:${port}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# The exec form hands SIGTERM to the bot itself, so that it can finish what is under way.
CMD ["node", "src/main.ts"]
