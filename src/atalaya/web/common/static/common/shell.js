// Small manners of every page: the account menu closes by itself, htmx sends the CSRF token.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.who[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const box of document.querySelectorAll(".scroll")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
const places = document.querySelector("nav.places");
const here = places?.querySelector("[aria-current]");
if (here) places.scrollLeft = here.offsetLeft - (places.clientWidth - here.offsetWidth) / 2;
