// What is remembered on this device and nowhere else: positions, speed, volume.
// Sandboxed frames and private windows throw at the mere touch of localStorage.

const PREFIX = "podcast:";
const guarded = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
};

export const memory = {
  get: (name) => guarded((store) => store.getItem(PREFIX + name)),
  set: (name, value) => guarded((store) => store.setItem(PREFIX + name, value)),
  drop: (name) => guarded((store) => store.removeItem(PREFIX + name)),
  clear: () => guarded((store) => Object.keys(store).filter((name) => name.startsWith(PREFIX)).forEach((name) => store.removeItem(name))),
};
