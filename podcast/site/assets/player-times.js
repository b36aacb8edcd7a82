// Times: as figures, as words for screen readers, and as addresses have them.

const split = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
};

export const clock = (seconds) => {
  const [hours, minutes, rest] = split(seconds);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

export const spoken = (seconds, words) => {
  const said = split(seconds).map((count, at) => count && `${count} ${words.units[at]}${count > 1 ? "s" : ""}`);
  return said.filter(Boolean).join(" ") || words.none;
};

// "90", "1:30" or "1:02:03" as seconds, or null.
const parseTime = (text) =>
  /^\d+(:\d{1,2}){0,2}(\.\d+)?$/.test(text) ? text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) : null;

// The moment that the address of the page asks for, first by its fragment, or null. Some programs encode the colon.
export const askedTime = () =>
  parseTime(/[?#&]t=([\d:.]+)/.exec((location.hash + location.search).replaceAll("%3A", ":"))?.[1]);
