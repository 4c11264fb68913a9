"use strict";
// Without it the page is a picture and a list; this filters both, and opens in one what is chosen in the other.
const blips = [...document.querySelectorAll("details[data-ring]")];
const dots = new Map([...document.querySelectorAll("a[data-blip]")].map((dot) => [dot.dataset.blip, dot]));
const search = document.getElementById("search");
const tag = document.getElementById("tag");
const rings = [...document.querySelectorAll("input[name=ring]")];
const shown = document.getElementById("shown");

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(rings.filter((ring) => ring.checked).map((ring) => ring.value));
  let count = 0;
  for (const blip of blips) {
    const text = blip.textContent.toLowerCase();
    const fits = wanted.has(blip.dataset.ring)
      && (!tag || !tag.value || blip.dataset.tags.split(" ").includes(tag.value))
      && words.every((word) => text.includes(word));
    blip.classList.toggle("is-hidden", !fits);
    dots.get(blip.id)?.classList.toggle("is-hidden", !fits);
    count += fits ? 1 : 0;
  }
  for (const section of document.querySelectorAll("section")) {
    section.classList.toggle("is-empty", !section.querySelector("details:not(.is-hidden)"));
  }
  shown.value = count === blips.length ? "" : `${count} of ${blips.length} shown`;
}

// what the address names is opened, and the keyboard goes on there
function openNamed() {
  const blip = blips.find((other) => `#${other.id}` === location.hash);
  if (!blip) return;
  if (blip.classList.contains("is-hidden")) {
    document.querySelector(".filters").reset();
    filter();
  }
  blip.open = true;
  blip.querySelector("summary").focus({ preventScroll: true });
  blip.scrollIntoView({ block: "nearest" });
}

for (const blip of blips) {
  blip.addEventListener("toggle", () => dots.get(blip.id)?.classList.toggle("is-open", blip.open));
}
for (const dot of dots.values()) {
  // also when it is chosen a second time, which changes no address
  dot.addEventListener("click", () => setTimeout(openNamed));
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = blips.filter((blip) => !blip.open).map((blip) => [blip, blip.name]);
  // of those that share a name only one may be open
  for (const [blip] of closed) { blip.removeAttribute("name"); blip.open = true; }
});
addEventListener("afterprint", () => {
  for (const [blip, name] of closed) { blip.open = false; blip.setAttribute("name", name); }
});
addEventListener("hashchange", openNamed);
document.querySelector(".filters").addEventListener("input", filter);
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
document.querySelector(".filters").hidden = false;
openNamed();
