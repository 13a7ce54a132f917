// Loaded before the bot: should the playground die without stopping it, the bot ends too.
process.on('disconnect', () => process.exit());
process.channel?.unref();
