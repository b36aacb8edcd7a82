// The search page. The index is Pagefind's, and lies beside the page; it is fetched when somebody begins to type.
const form = document.querySelector(".search");
const field = form.querySelector("input");
const said = document.querySelector(".search-said");
const list = document.querySelector(".search-found");
const words = JSON.parse(form.dataset.words);
const most = 20;
let index, asked = 0;

// An excerpt is text with <mark>: only those two are taken over.
function excerpt(html) {
  const made = document.createElement("p");
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const mark = node.nodeName === "MARK" ? document.createElement("mark") : document.createTextNode("");
    mark.textContent = node.textContent;
    made.append(mark);
  }
  return made;
}

function row(page) {
  const made = document.createElement("li"), title = document.createElement("h2"), link = document.createElement("a");
  link.href = page.raw_url.replace(/^\//, "../").replace(/index\.html$/, "");
  link.textContent = page.meta.title;
  title.append(link);
  made.append(title, excerpt(page.excerpt));
  const facts = [page.meta.badge, page.meta.date].filter(Boolean).join(" · ");
  if (facts) title.after(Object.assign(document.createElement("p"), { className: "facts", textContent: facts }));
  return made;
}

async function search() {
  const turn = ++asked, query = field.value.trim();
  if (!query) {
    list.replaceChildren();
    said.textContent = "";
    return;
  }
  try {
    index ||= await import(form.dataset.index);
    const found = (await index.search(query)).results;
    const pages = await Promise.all(found.slice(0, most).map((one) => one.data()));
    if (turn !== asked) return;
    list.replaceChildren(...pages.map(row));
    said.textContent = found.length === 1 ? words.one : found.length ? found.length + " " + words.many : words.none;
  } catch {
    if (turn === asked) said.textContent = words.failed;
  }
}

let pause;
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(search, 250);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", "?q=" + encodeURIComponent(field.value));
  search();
});
form.hidden = false;
field.value = new URLSearchParams(location.search).get("q") || "";
if (field.value) search();
