// Looks for news every two seconds and puts them in place, so that nothing somebody is typing is lost.
"use strict";
const live = () => document.querySelectorAll("[data-live]");
async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href.split("#")[0]);
    if (!answer.ok) return;
    const news = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of live()) {
      const fresh = news.getElementById(old.id);
      // Whoever stands on a link with the keyboard stays there.
      if (fresh && fresh.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.innerHTML = fresh.innerHTML;
    }
  } catch { /* The demo has ended; what was read stays on the screen. */ }
}
setInterval(look, 2000);

// A letter is as high as it is long. Nothing in it runs: this page measures it.
for (const frame of document.querySelectorAll("iframe[data-fit]")) {
  const fit = () => {
    const page = frame.contentDocument && frame.contentDocument.documentElement;
    if (page && page.querySelector("body")) frame.style.height = "0", frame.style.height = `${page.scrollHeight + 2}px`;
  };
  frame.addEventListener("load", fit);
  addEventListener("resize", fit);
  fit();
}

// An offered answer goes into the box without loading the page again.
for (const offer of document.querySelectorAll("[data-words]")) {
  offer.addEventListener("click", (tap) => {
    const box = document.getElementById("words");
    tap.preventDefault();
    box.value = offer.dataset.words;
    box.focus();
  });
}

// Moving the clock takes a moment, and a second tap would move it twice.
for (const form of document.forms) {
  form.addEventListener("submit", () => setTimeout(() => form.querySelectorAll("button").forEach((one) => { one.disabled = true; }), 0));
}
addEventListener("pageshow", () => document.querySelectorAll("button").forEach((one) => { one.disabled = false; }));
