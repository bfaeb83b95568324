// Whether requests go over connections that were open before, and several at once over one, from the browser's Resource Timing.

/** Tells `path` of each request to `base`. `Observer` is the browser's PerformanceObserver, where it has one. */
export function watchConnections({ base, path, Observer }) {
  if (!Observer?.supportedEntryTypes?.includes('resource')) return;
  try {
    observe({ base, path, Observer });
  } catch { /* then nothing is said of it */ }
}

function observe({ base, path, Observer }) {
  const observer = new Observer((list) => {
    for (const { name, fetchStart, connectStart, connectEnd, responseStart, nextHopProtocol } of list.getEntries()) {
      if (!name.startsWith(base) || responseStart === 0) continue;
      path.sawConnection(connectStart === connectEnd && connectStart === fetchStart, /^h[23]/.test(nextHopProtocol));
    }
  });
  observer.observe({ type: 'resource' });
}
