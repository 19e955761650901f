// The row of filters: a named period fills in the dates, other dates unname the period, lists say what is chosen.
document.documentElement.classList.add("js");
const form = document.querySelector("[data-filters]");
if (form) {
  const period = form.elements.period;
  const dates = [form.elements.from, form.elements.to];
  // before htmx sees the change, so that what is sent agrees
  form.addEventListener("change", (event) => {
    if (event.target === period && period.value !== "dates") {
      const { from, to } = period.selectedOptions[0].dataset;
      [dates[0].value, dates[1].value] = [from, to];
    }
    if (dates.includes(event.target)) period.value = "dates";
    const choice = event.target.closest("[data-choice]");
    if (choice) tell(choice);
  }, true);
  document.addEventListener("click", (event) => {
    for (const open of form.querySelectorAll("[data-choice][open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  form.addEventListener("keydown", (event) => {
    const open = event.target.closest("[data-choice][open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}

function tell(choice) {
  const chosen = [...choice.querySelectorAll("input:checked")];
  const value = choice.querySelector(".value");
  value.textContent = chosen.length === 0 ? value.dataset.none
    : chosen.length === 1 ? chosen[0].nextElementSibling.textContent
    : `${chosen.length} ${value.dataset.some}`;
}
