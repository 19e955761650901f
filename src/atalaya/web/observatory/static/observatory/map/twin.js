// The table twin: one key away, sorted by its heads, and a way into the map for those who use no pointer.
export function sortable(root, words) {
  for (const table of root.querySelectorAll("[data-sortable]")) {
    for (const [place, head] of [...table.tHead.rows[0].cells].entries()) {
      if (!head.hasAttribute("aria-sort")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => sort(table, head, place));
    }
  }
}

function sort(table, head, place) {
  const number = head.classList.contains("n");
  const down = head.getAttribute("aria-sort") === "none" ? number : head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => (number ? Number(row.cells[place].dataset.v) : row.cells[place].textContent);
  const compare = (a, b) => (number ? value(a) - value(b) : value(a).localeCompare(value(b), document.documentElement.lang));
  const rows = [...table.tBodies[0].rows].sort((a, b) => (down ? -compare(a, b) : compare(a, b)));
  table.tBodies[0].append(...rows);
}

export function switchable(body, button, shown) {
  const turn = () => {
    const on = body.classList.toggle("show-twin");
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("span").textContent = on ? button.dataset.map : button.dataset.table;
    if (!on) shown();
  };
  button.addEventListener("click", turn);
  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches("input:not([type=checkbox],[type=radio],[type=range]),select,textarea");
    if (event.key === "t" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) turn();
  });
  return turn;
}
