# The bot as it runs in production. Node runs the TypeScript itself, so nothing is built.
#
#   docker build -t orderly .
#   docker run --init --env-file .env -v orderly-data:/data -p 8080:8080 orderly
FROM node:24-slim

ENV NODE_ENV=production \
    DATA_DIR=/data \
    NODE_COMPILE_CACHE=/home/node/.cache/node-compile

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
