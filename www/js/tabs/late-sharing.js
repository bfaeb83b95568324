// What shares polls among tabs is loaded when the first poll is due: nobody can talk any sooner for having it. Polls and streams
// wait for it, but not for long.

const PATIENCE_MS = 3000;

/**
 * `{ post, rest }` as createSharedPost gives, which `load(joined)` gives a promise of; `joined` is the body of the answer to the
 * last `join`, or null. `post` is that of requests.js, which is used where it does not come.
 */
export function lateSharing({ post, load, timers }) {
  let shared = null;
  let joined = null;
  let loading = null;
  const patience = () => new Promise((resolve) => timers.set(resolve, PATIENCE_MS));
  const loaded = () => {
    loading ??= load(joined).then((made) => { shared = made; }).catch(() => { loading = null; }); // the network; again with the next
    return Promise.race([loading, patience()]);
  };
  return {
    async post(endpoint, body, options) {
      if (!shared && (endpoint === 'poll' || endpoint === 'stream')) await loaded();
      const answer = await (shared?.post ?? post)(endpoint, body, options);
      if (endpoint === 'join' && answer.ok) joined = answer.body;
      return answer;
    },
    rest: () => shared?.rest(),
  };
}
