// The bulletin: the document is drawn anew beside the form while it is written; a long step says that it is at work.
const form = document.getElementById("bulletin-form");
const preview = document.getElementById("preview");
let pending;
let running;

async function draw() {
  running?.abort();
  running = new AbortController();
  preview.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: running.signal });
    if (answer.ok) preview.innerHTML = await answer.text();
    preview.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") preview.removeAttribute("aria-busy");
  }
}

if (form) {
  form.querySelector("[name=look]").hidden = true;
  form.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(draw, 700);
  });
  if (!preview.children.length) draw();
}

for (const slow of document.querySelectorAll("form[data-waiting]")) {
  slow.addEventListener("submit", () => {
    const button = slow.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    button.textContent = slow.dataset.waiting + "…";
    slow.addEventListener("submit", (again) => again.preventDefault());
  });
}
