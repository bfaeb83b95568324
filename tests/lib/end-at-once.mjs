// Ends node as soon as it has nothing to do any more. What it does then to free what it has used goes on for ever at times:
// node 20 waits, and turns, for a request of its own that does not come back.

process.on('exit', () => process.exit());
