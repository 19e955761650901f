// The import pages: a file can be dropped, its saving is seen, and sections stay open when the preview changes.
const form = document.querySelector("form.upload");

function wrong(text) {
  form.querySelector(".wrong").textContent = text;
}

function send(file) {
  const { limit, tooLarge, sending, broken } = form.dataset;
  if (file.size > Number(limit)) return wrong(tooLarge);
  wrong("");
  const box = form.querySelector(".sending");
  const bar = box.querySelector("progress");
  const button = form.querySelector("button");
  box.hidden = false;
  button.disabled = true;
  box.querySelector("p").textContent = `${sending} ${file.name}`;
  const data = new FormData(form);
  data.set("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", location.pathname);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  const failed = () => {
    box.hidden = true;
    button.disabled = false;
    wrong(broken);
  };
  request.addEventListener("error", failed);
  request.addEventListener("load", () => {
    if (request.status < 400 && request.responseURL !== location.href) location.assign(request.responseURL);
    else {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      failed();
      wrong(page.querySelector(".notice.error, .lead")?.textContent.trim() || broken);
    }
  });
  request.send(data);
}

if (form) {
  const drop = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  form.querySelector(".or").hidden = false;
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    send(input.files[0]);
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send(input.files[0]);
  });
}

// a look at the file begins by itself; its button is for browsers without JavaScript
const look = document.querySelector("form.look");
function looking(now) {
  for (const part of look.querySelectorAll(".looking")) part.hidden = !now;
  for (const part of look.querySelectorAll(".still")) part.hidden = now;
}
if (look) looking(true);

// an answer that is no page: the button comes back, or the page says itself what happened
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    if (look) looking(false);
    else if (name === "htmx:responseError" && event.detail.elt.closest("#proposal")) location.reload();
    for (const part of document.querySelectorAll(".waiting")) part.hidden = true;
  });
}

let open = [];
document.addEventListener("htmx:beforeRequest", () => {
  for (const part of document.querySelectorAll(".waiting")) part.hidden = false;
});
document.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll("#proposal details[open]")].map((part) => part.id).filter(Boolean);
});
document.addEventListener("htmx:afterSwap", (event) => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const box of document.querySelectorAll("#proposal .scroll")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
  if (event.detail.target.id !== "proposal") return;
  const target = document.querySelector("#proposal .notice.error") ?? document.getElementById("vista");
  target?.setAttribute("tabindex", "-1");
  target?.focus();
});

for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
