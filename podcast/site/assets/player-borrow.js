// On somebody's own page the element is a line of HTML; what belongs in it stands in the embed page.

export const borrow = async (player) => {
  const answer = await fetch(player.getAttribute("src"));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(player.localName);
  const absolute = (address) => new URL(address, answer.url).href;
  for (const one of found.querySelectorAll("[href], [src]")) {
    const name = one.hasAttribute("src") ? "src" : "href";
    one.setAttribute(name, absolute(one.getAttribute(name)));
  }
  for (const name of ["peaks", "transcript"]) {
    if (found.dataset[name]) found.dataset[name] = absolute(found.dataset[name]);
  }
  for (const { name, value } of found.attributes) player.setAttribute(name, value);
  player.replaceChildren(...found.childNodes);
};
